"""Clips at 1 as well."""

LOSES = ["test_ReLU_forward", "test_learn_well"]


class ReLU:
    def forward(self, x):
        x = np.asarray(x, dtype=float)
        self.positive = x > 0
        return np.clip(x, 0, 1)

    def backward(self, dy):
        return np.where(self.positive, np.asarray(dy, dtype=float), 0.0)

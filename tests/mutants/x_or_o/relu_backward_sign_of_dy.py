"""Passes the gradients that are positive themselves."""

LOSES = ["test_ReLU_backward", "test_learn_well"]


class ReLU:
    def forward(self, x):
        x = np.asarray(x, dtype=float)
        self.positive = x > 0
        return np.where(self.positive, x, 0.0)

    def backward(self, dy):
        return np.where(np.asarray(dy) > 0, np.asarray(dy, dtype=float), 0.0)

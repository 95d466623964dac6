"""Lets a hundredth of the negative values through."""

LOSES = ["test_ReLU_forward"]


class ReLU:
    def forward(self, x):
        x = np.asarray(x, dtype=float)
        self.positive = x > 0
        return np.where(self.positive, x, 0.01 * x)

    def backward(self, dy):
        return np.where(self.positive, np.asarray(dy, dtype=float), 0.0)

"""Writes the zeros into its input."""

LOSES = ["test_ReLU_forward"]


class ReLU:
    def forward(self, x):
        x = np.asarray(x, dtype=float)
        self.positive = x > 0
        x[~self.positive] = 0
        return x

    def backward(self, dy):
        return np.where(self.positive, np.asarray(dy, dtype=float), 0.0)

"""Keeps the mask in the class, where all layers share it."""

LOSES = ["test_ReLU_backward"]


class ReLU:
    def forward(self, x):
        x = np.asarray(x, dtype=float)
        ReLU.positive = x > 0
        return np.where(x > 0, x, 0.0)

    def backward(self, dy):
        return np.where(self.positive, np.asarray(dy, dtype=float), 0.0)

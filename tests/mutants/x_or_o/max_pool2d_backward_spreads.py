"""Spreads each gradient evenly over its window, as averaging would."""

LOSES = ["test_MaxPool2D_backward", "test_MaxPool2D_ties"]


class MaxPool2D:
    def __init__(self, size=2, stride=2):
        self.size, self.stride = size, stride

    def forward(self, x):
        self.x = np.array(x, dtype=float)
        batch, height, width, channels = self.x.shape
        y = np.empty((batch, -(-height // self.stride), -(-width // self.stride), channels))
        for i, j in np.ndindex(y.shape[1:3]):
            y[:, i, j] = self.x[:, *self.window(i, j)].max(axis=(1, 2))
        return y

    def window(self, i, j):
        return np.s_[i * self.stride : i * self.stride + self.size, j * self.stride : j * self.stride + self.size]

    def backward(self, dy):
        dx = np.zeros_like(self.x)
        for i, j in np.ndindex(dy.shape[1:3]):
            seen = dx[:, *self.window(i, j)]
            seen += dy[:, i, j][:, None, None] / (seen.shape[1] * seen.shape[2])
        return dx

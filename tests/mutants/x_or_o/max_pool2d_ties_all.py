"""Gives every one of equal maxima the whole gradient."""

LOSES = ["test_MaxPool2D_ties"]


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
            seen = self.x[:, *self.window(i, j)]
            best = seen == seen.max(axis=(1, 2), keepdims=True)
            dx[:, *self.window(i, j)] += best * dy[:, i : i + 1, j : j + 1]
        return dx

"""Windows of two, whatever the size."""

LOSES = ["test_MaxPool2D_forward", "test_MaxPool2D_ragged", "test_MaxPool2D_backward", "test_MaxPool2D_ties"]


class MaxPool2D:
    def __init__(self, size=2, stride=2):
        self.size, self.stride = 2, stride

    def forward(self, x):
        x = np.array(x, dtype=float)
        batch, height, width, channels = self.shape = x.shape
        rows, columns = -(-height // self.stride), -(-width // self.stride)
        y = np.empty((batch, rows, columns, channels))
        self.winner = np.empty(y.shape, dtype=int)  # place of each maximum in its map, row-major
        places = np.arange(height * width).reshape(height, width)
        for i, j in np.ndindex(rows, columns):
            window = np.s_[i * self.stride : i * self.stride + self.size, j * self.stride : j * self.stride + self.size]
            seen = x[:, *window].reshape(batch, -1, channels)  # (N, pixels, C)
            self.winner[:, i, j] = places[window].ravel()[seen.argmax(axis=1)]
            y[:, i, j] = seen.max(axis=1)
        return y

    def backward(self, dy):
        batch, height, width, channels = self.shape
        dx = np.zeros((batch, height * width, channels))
        images, _, _, maps = np.indices(self.winner.shape)
        np.add.at(dx, (images, self.winner, maps), dy)
        return dx.reshape(self.shape)

"""Flattens column by column."""

LOSES = ["test_Dense_backward", "test_Dense_forward", "test_train_step"]


class Dense:
    def __init__(self, w, b):
        self.w, self.b = np.array(w, dtype=float), np.array(b, dtype=float)

    def forward(self, x):
        x = np.array(x, dtype=float)
        self.shape, self.x = x.shape, x.reshape(len(x), -1) if x.ndim < 4 else x.swapaxes(1, 2).reshape(len(x), -1)
        return self.x @ self.w + self.b

    def backward(self, dy):
        dy = np.asarray(dy, dtype=float)
        self.dw, self.db = self.x.T @ dy, dy.sum(axis=0)
        return (dy @ self.w.T).reshape(self.shape)

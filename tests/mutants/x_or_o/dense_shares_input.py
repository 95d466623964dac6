"""Keeps the input in the class, where all layers share it."""

LOSES = ["test_Dense_state"]


class Dense:
    def __init__(self, w, b):
        self.w, self.b = np.array(w, dtype=float), np.array(b, dtype=float)

    def forward(self, x):
        x = np.array(x, dtype=float)
        self.shape, Dense.x = x.shape, x.reshape(len(x), -1)
        return self.x @ self.w + self.b

    def backward(self, dy):
        dy = np.asarray(dy, dtype=float)
        self.dw, self.db = self.x.T @ dy, dy.sum(axis=0)
        return (dy @ self.w.T).reshape(self.shape)

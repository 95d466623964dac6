"""Adds to the gradients of earlier passes."""

LOSES = [
    "test_Dense_backward",
    "test_Dense_state",
    "test_train_step",
    "test_train_batches",
    "test_train_losses",
    "test_learn_well",
]


class Dense:
    def __init__(self, w, b):
        self.w, self.b = np.array(w, dtype=float), np.array(b, dtype=float)

    def forward(self, x):
        x = np.array(x, dtype=float)
        self.shape, self.x = x.shape, x.reshape(len(x), -1)
        return self.x @ self.w + self.b

    def backward(self, dy):
        dy = np.asarray(dy, dtype=float)
        self.dw = getattr(self, "dw", 0) + self.x.T @ dy
        self.db = getattr(self, "db", 0) + dy.sum(axis=0)
        return (dy @ self.w.T).reshape(self.shape)

"""Divides the weights' gradient by the batch: the mean is taken twice."""

LOSES = ["test_Conv2D_dw", "test_Conv2D_state"]


class Conv2D:
    def __init__(self, w, b):
        self.w, self.b = np.array(w, dtype=float), np.array(b, dtype=float)

    def forward(self, x):
        self.x = np.array(x, dtype=float)
        (kh, kw), (batch, height, width) = self.w.shape[:2], self.x.shape[:3]
        y = np.zeros((batch, height - kh + 1, width - kw + 1, self.w.shape[3])) + self.b
        for k, l in np.ndindex(kh, kw):
            y += self.x[:, k : k + y.shape[1], l : l + y.shape[2]] @ self.w[k, l]  # (N, Ho, Wo, C) with (C, F)
        return y

    def backward(self, dy):
        dy = np.asarray(dy, dtype=float)
        dx, self.dw, self.db = np.zeros_like(self.x), np.zeros_like(self.w), dy.sum(axis=(0, 1, 2))
        for k, l in np.ndindex(self.w.shape[:2]):
            seen = np.s_[:, k : k + dy.shape[1], l : l + dy.shape[2]]  # the pixels under weight (k, l)
            self.dw[k, l] = np.tensordot(self.x[seen], dy, axes=((0, 1, 2), (0, 1, 2)))
            dx[seen] += dy @ self.w[k, l].T
        self.dw /= len(dy)
        return dx

"""Windows as a view, sums by einsum, and the way back as a convolution with the turned kernel."""

from numpy.lib.stride_tricks import sliding_window_view


class Conv2D:
    def __init__(self, w, b):
        self.w, self.b = np.asarray(w, float).copy(), np.asarray(b, float).copy()

    def forward(self, x):
        self.windows = sliding_window_view(np.array(x, float), self.w.shape[:2], axis=(1, 2))  # (N, Ho, Wo, C, kh, kw)
        return np.einsum("nijckl,klcf->nijf", self.windows, self.w, optimize=True) + self.b

    def backward(self, dy):
        dy = np.asarray(dy, float)
        kh, kw = self.w.shape[:2]
        self.dw = np.einsum("nijckl,nijf->klcf", self.windows, dy, optimize=True)
        self.db = np.einsum("nijf->f", dy)
        around = np.pad(dy, ((0, 0), (kh - 1, kh - 1), (kw - 1, kw - 1), (0, 0)))
        windows = sliding_window_view(around, (kh, kw), axis=(1, 2))
        return np.einsum("nijfkl,klcf->nijc", windows, self.w[::-1, ::-1], optimize=True)


class ReLU:
    def forward(self, x):
        self.y = np.maximum(np.asarray(x, float), 0)
        return self.y.copy()

    def backward(self, dy):
        return dy * (self.y > 0)


class MaxPool2D:
    def __init__(self, size=2, stride=2):
        self.size, self.stride = size, stride

    def forward(self, x):
        x = np.asarray(x, float)
        self.shape = x.shape
        # infinitely little below and to the right, so that every window is whole
        full = np.pad(x, ((0, 0), (0, self.size), (0, self.size), (0, 0)), constant_values=-np.inf)
        windows = sliding_window_view(full, (self.size, self.size), axis=(1, 2))
        windows = windows[:, : x.shape[1] : self.stride, : x.shape[2] : self.stride]
        flat = windows.reshape(*windows.shape[:4], -1)
        self.best = flat.argmax(axis=-1)
        return flat.max(axis=-1)

    def backward(self, dy):
        n, i, j, c = np.indices(self.best.shape)
        dx = np.zeros((self.shape[0], self.shape[1] + self.size, self.shape[2] + self.size, self.shape[3]))
        rows, columns = i * self.stride + self.best // self.size, j * self.stride + self.best % self.size
        np.add.at(dx, (n, rows, columns, c), dy)
        return dx[:, : self.shape[1], : self.shape[2]]


class Dense:
    def __init__(self, w, b):
        self.w, self.b = np.asarray(w, float).copy(), np.asarray(b, float).copy()

    def forward(self, x):
        self.x = np.array(x, float)
        return np.einsum("nd,dk->nk", self.x.reshape(self.x.shape[0], -1), self.w) + self.b

    def backward(self, dy):
        self.dw = np.einsum("nd,nk->dk", self.x.reshape(len(dy), -1), dy)
        self.db = np.sum(dy, axis=0)
        return np.einsum("nk,dk->nd", dy, self.w).reshape(self.x.shape)

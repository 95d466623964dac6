"""One window after the other, everything written out; results are lists where that is natural."""


def match(feature, patch):
    feature, patch = np.array(feature), np.array(patch)
    if feature.shape != patch.shape:
        raise ValueError("different shapes")
    total = 0.0
    for one, other in zip(feature.ravel().tolist(), patch.ravel().tolist()):
        total += one * other
    return total / feature.size


class Conv2D:
    def __init__(self, w, b):
        self.w = np.array(w, dtype=np.float64)
        self.b = np.array(b, dtype=np.float64)
        self.dw = self.db = None

    def forward(self, x):
        self.seen = x.astype(np.float64)
        n, h, width, _ = x.shape
        kh, kw, _, f = self.w.shape
        out = np.zeros((n, h - kh + 1, width - kw + 1, f))
        for i in range(out.shape[1]):
            for j in range(out.shape[2]):
                rows = self.seen[:, i : i + kh, j : j + kw, :].reshape(n, -1)
                out[:, i, j, :] = rows.dot(self.w.reshape(-1, f)) + self.b
        return out

    def backward(self, dy):
        kh, kw, c, f = self.w.shape
        n = self.seen.shape[0]
        dx = 0.0 * self.seen
        dw = np.zeros((kh * kw * c, f))
        for i in range(dy.shape[1]):
            for j in range(dy.shape[2]):
                rows = self.seen[:, i : i + kh, j : j + kw, :].reshape(n, -1)
                dw += rows.T.dot(dy[:, i, j, :])
                dx[:, i : i + kh, j : j + kw, :] += dy[:, i, j, :].dot(self.w.reshape(-1, f).T).reshape(n, kh, kw, c)
        self.dw = dw.reshape(kh, kw, c, f)
        self.db = dy.reshape(-1, f).sum(0)
        return dx


class ReLU:
    def forward(self, x):
        self.mask = (np.array(x) > 0) * 1.0
        return x * self.mask

    def backward(self, dy):
        return self.mask * dy


class MaxPool2D:
    def __init__(self, size=2, stride=2):
        self.size = size
        self.stride = stride

    def forward(self, x):
        self.x = x
        out = []
        for top in range(0, x.shape[1], self.stride):
            row = []
            for left in range(0, x.shape[2], self.stride):
                row.append(x[:, top : top + self.size, left : left + self.size, :].max(axis=1).max(axis=1))
            out.append(row)
        return np.moveaxis(np.array(out), 2, 0).tolist()

    def backward(self, dy):
        dy = np.asarray(dy)
        dx = np.zeros(self.x.shape)
        for i, top in enumerate(range(0, self.x.shape[1], self.stride)):
            for j, left in enumerate(range(0, self.x.shape[2], self.stride)):
                part = self.x[:, top : top + self.size, left : left + self.size, :]
                n, h, w, c = part.shape
                first = part.reshape(n, h * w, c).argmax(axis=1)
                hot = np.arange(h * w)[None, :, None] == first[:, None, :]
                dx[:, top : top + h, left : left + w, :] += hot.reshape(n, h, w, c) * dy[:, i, j, :][:, None, None, :]
        return dx


def numerical_gradient(f, x, eps=1e-5):
    slopes = []
    for i in range(x.size):
        up, down = x.astype(float).ravel(), x.astype(float).ravel()
        up[i] += eps
        down[i] -= eps
        slopes.append((f(up.reshape(x.shape)) - f(down.reshape(x.shape))) / (eps + eps))
    return np.array(slopes).reshape(x.shape)

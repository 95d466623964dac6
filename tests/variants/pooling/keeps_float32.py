"""Keeps float32 as it is, whole numbers as whole numbers where that loses nothing, and talks while it works."""


def to_floats(x):
    x = np.asarray(x)
    return x if x.dtype.kind == "f" else x.astype(np.float32)


def max_pool2d(x, size, stride=None, padding=0):
    x = to_floats(x)
    print("pooling", x.shape)
    (kh, kw), (sh, sw), (ph, pw) = pair(size), pair(stride if stride is not None else size), pair(padding)
    if not (kh >= 1 and kw >= 1 and sh >= 1 and sw >= 1 and 0 <= ph < kh and 0 <= pw < kw):
        raise ValueError
    x = np.pad(x, ((0, 0), (ph, ph), (pw, pw), (0, 0)), mode="constant", constant_values=-np.inf)
    if kh > x.shape[1] or kw > x.shape[2]:
        raise ValueError
    rows = range(0, x.shape[1] - kh + 1, sh)
    columns = range(0, x.shape[2] - kw + 1, sw)
    return np.stack([np.stack([x[:, r : r + kh, c : c + kw].max((1, 2)) for c in columns], 1) for r in rows], 1)


def avg_pool2d(x, size, stride=None):
    x = to_floats(x)
    (kh, kw), (sh, sw) = pair(size), pair(stride if stride is not None else size)
    if min(kh, kw, sh, sw) < 1 or kh > x.shape[1] or kw > x.shape[2]:
        raise ValueError("the window does not fit")
    rows = range(0, x.shape[1] - kh + 1, sh)
    columns = range(0, x.shape[2] - kw + 1, sw)
    return np.stack([np.stack([x[:, r : r + kh, c : c + kw].mean((1, 2)) for c in columns], 1) for r in rows], 1)


def avg_pool2d_backward(dy, x, size, stride=None):
    dy, x = to_floats(dy), to_floats(x)
    (kh, kw), (sh, sw) = pair(size), pair(stride if stride is not None else size)
    dx = np.zeros(x.shape, x.dtype)
    for (n, i, j, c), gradient in np.ndenumerate(dy):
        dx[n, i * sh : i * sh + kh, j * sw : j * sw + kw, c] += gradient / (kh * kw)
    return dx


def global_avg_pool(x):
    return to_floats(x).mean(axis=1).mean(axis=1)


def global_avg_pool_backward(dy, x):
    dy, shape = to_floats(dy), np.shape(x)
    return np.repeat(np.repeat(dy[:, None, None], shape[1], 1), shape[2], 2) / shape[1] / shape[2]

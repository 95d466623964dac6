"""Index arithmetic: gathers windows by fancy indexing, scatters gradients by np.add.at."""


def indices(height, width, kh, kw, sh, sw):
    """Rows (Ho, 1, kh, 1) and columns (1, Wo, 1, kw) of every window's pixels."""
    tops, lefts = np.arange(0, height - kh + 1, sh), np.arange(0, width - kw + 1, sw)
    return (
        tops[:, None, None, None] + np.arange(kh)[None, None, :, None],
        lefts[None, :, None, None] + np.arange(kw)[None, None, None, :],
    )


def checked(x, w, stride, padding):
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    if sh < 1 or sw < 1 or ph < 0 or pw < 0 or w.shape[2] != x.shape[3]:
        raise ValueError("arguments do not go together")
    x = np.pad(x, ((0, 0), (ph, ph), (pw, pw), (0, 0)))
    if w.shape[0] > x.shape[1] or w.shape[1] > x.shape[2]:
        raise ValueError("kernel too large")
    return x, indices(x.shape[1], x.shape[2], *w.shape[:2], sh, sw), (ph, pw)


def correlate2d(image, kernel, stride=1, padding=0):
    image, kernel = np.asarray(image, float), np.asarray(kernel, float)
    x, (rows, columns), _ = checked(image[None, ..., None], kernel[..., None, None], stride, padding)
    return np.sum(x[0, rows, columns, 0] * kernel, axis=(2, 3))


def conv2d(x, w, b, stride=1, padding=0):
    x, w, b = np.asarray(x, float), np.asarray(w, float), np.asarray(b, float)
    x, (rows, columns), _ = checked(x, w, stride, padding)
    return np.tensordot(x[:, rows, columns], w, axes=([3, 4, 5], [0, 1, 2])) + b


def conv2d_backward(dy, x, w, stride=1, padding=0):
    dy, x, w = np.asarray(dy, float), np.asarray(x, float), np.asarray(w, float)
    height, width = x.shape[1:3]
    x, (rows, columns), (ph, pw) = checked(x, w, stride, padding)
    dw = np.tensordot(x[:, rows, columns], dy, axes=([0, 1, 2], [0, 1, 2]))
    dx = np.zeros_like(x)
    np.add.at(dx, (slice(None), rows, columns), np.tensordot(dy, w, axes=(3, 3)))
    return dx[:, ph : ph + height, pw : pw + width], dw, dy.reshape(-1, dy.shape[3]).sum(0)

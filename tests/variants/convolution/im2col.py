"""Every window becomes a row of a matrix; convolution is a matrix product, and its gradient another two."""


def columns_of(x, kh, kw, stride, padding):
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    if sh < 1 or sw < 1 or ph < 0 or pw < 0:
        raise ValueError("impossible stride or padding")
    batch, height, width, channels = x.shape
    rows, cols = (height + 2 * ph - kh) // sh + 1, (width + 2 * pw - kw) // sw + 1
    if rows < 1 or cols < 1:
        raise ValueError("the kernel does not fit")
    canvas = np.zeros((batch, height + 2 * ph, width + 2 * pw, channels))
    canvas[:, ph : ph + height, pw : pw + width] = x
    matrix = np.empty((batch, rows, cols, kh * kw * channels))
    for i in range(rows):
        for j in range(cols):
            matrix[:, i, j] = canvas[:, i * sh : i * sh + kh, j * sw : j * sw + kw].reshape(batch, -1)
    return matrix


def correlate2d(image, kernel, stride=1, padding=0):
    image, kernel = np.asarray(image), np.asarray(kernel)
    return columns_of(image[None, :, :, None], *kernel.shape, stride, padding)[0] @ kernel.reshape(-1)


def conv2d(x, w, b, stride=1, padding=0):
    x, w = np.asarray(x), np.asarray(w)
    kh, kw, channels, filters = w.shape
    if channels != x.shape[3]:
        raise ValueError("channels differ")
    return columns_of(x, kh, kw, stride, padding) @ w.reshape(-1, filters) + np.asarray(b)


def conv2d_backward(dy, x, w, stride=1, padding=0):
    dy, x, w = np.asarray(dy, dtype=float), np.asarray(x, dtype=float), np.asarray(w, dtype=float)
    kh, kw, channels, filters = w.shape
    matrix = columns_of(x, kh, kw, stride, padding)
    flat = dy.reshape(-1, filters)
    dw = (matrix.reshape(len(flat), -1).T @ flat).reshape(w.shape)
    dmatrix = (flat @ w.reshape(-1, filters).T).reshape(*dy.shape[:3], kh, kw, channels)
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    canvas = np.zeros((len(x), x.shape[1] + 2 * ph, x.shape[2] + 2 * pw, channels))
    for i in range(dy.shape[1]):
        for j in range(dy.shape[2]):
            canvas[:, i * sh : i * sh + kh, j * sw : j * sw + kw] += dmatrix[:, i, j]
    return canvas[:, ph : ph + x.shape[1], pw : pw + x.shape[2]], dw, flat.sum(axis=0)

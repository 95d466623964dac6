"""One strided copy of the input for each place in the window; the first that reaches the maximum takes the gradient."""


def copies(x, size, stride, padding, fill):
    (kh, kw), (sh, sw), (ph, pw) = pair(size), pair(size) if stride is None else pair(stride), pair(padding)
    n, h, w, c = x.shape
    big = np.full((n, h + 2 * ph, w + 2 * pw, c), fill)
    big[:, ph : ph + h, pw : pw + w] = x
    ho, wo = (h + 2 * ph - kh) // sh + 1, (w + 2 * pw - kw) // sw + 1
    for k in range(kh):
        for m in range(kw):
            place = np.s_[:, k : k + (ho - 1) * sh + 1 : sh, m : m + (wo - 1) * sw + 1 : sw]
            yield big[place], place


def refuse(x, size, stride, padding):
    for n, k, s, p in zip(x.shape[1:3], pair(size), pair(size if stride is None else stride), pair(padding)):
        if k < 1 or s < 1 or p < 0 or p >= k or k > n + 2 * p:
            raise ValueError(f"window {k}, stride {s}, padding {p} for {n} pixels")


def max_pool2d(x, size, stride=None, padding=0):
    x = np.asarray(x, dtype=float)
    refuse(x, size, stride, padding)
    return np.maximum.reduce([copy for copy, _ in copies(x, size, stride, padding, -np.inf)])


def max_pool2d_backward(dy, x, size, stride=None, padding=0):
    x, dy = np.asarray(x, dtype=float), np.asarray(dy, dtype=float)
    (ph, pw), (n, h, w, c) = pair(padding), x.shape
    y = max_pool2d(x, size, stride, padding)
    dx = np.zeros((n, h + 2 * ph, w + 2 * pw, c))
    left = np.ones(y.shape, dtype=bool)  # windows whose winner has not been met
    for copy, place in copies(x, size, stride, padding, -np.inf):
        winner = left & (copy == y)
        dx[place] += np.where(winner, dy, 0)
        left &= ~winner
    return dx[:, ph : ph + h, pw : pw + w]


def avg_pool2d(x, size, stride=None):
    x = np.asarray(x, dtype=float)
    refuse(x, size, stride, 0)
    return sum(copy for copy, _ in copies(x, size, stride, 0, 0.0)) / np.prod(pair(size))


def avg_pool2d_backward(dy, x, size, stride=None):
    x = np.asarray(x, dtype=float)
    dx = np.zeros(x.shape)
    for _, place in copies(x, size, stride, 0, 0.0):
        dx[place] += np.asarray(dy) / np.prod(pair(size))
    return dx


def global_avg_pool_backward(dy, x):
    x, dy = np.asarray(x), np.asarray(dy)
    return np.broadcast_to(dy[:, None, None] / x[0, ..., 0].size, x.shape)

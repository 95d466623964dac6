"""Views of all windows at once, argmax over each, and np.add.at to scatter."""


def windows_of(x, size, stride, padding):
    (kh, kw), (sh, sw), (ph, pw) = pair(size), pair(stride or size), pair(padding)
    x = np.pad(x, ((0, 0), (ph, ph), (pw, pw), (0, 0)), constant_values=-np.inf)
    return np.lib.stride_tricks.sliding_window_view(x, (kh, kw), (1, 2))[:, ::sh, ::sw]  # (N, Ho, Wo, C, kh, kw)


def max_pool2d(x, size, stride=None, padding=0):
    numbers = [*pair(size), *pair(size if stride is None else stride)]
    if min(numbers) < 1 or min(pair(padding)) < 0 or any(p >= k for p, k in zip(pair(padding), pair(size))):
        raise ValueError("size, stride or padding")
    return windows_of(np.asarray(x, dtype=float), size, stride, padding).max(axis=(-2, -1))  # refuses large windows


def max_pool2d_backward(dy, x, size, stride=None, padding=0):
    x = np.asarray(x, dtype=float)
    (kh, kw), (sh, sw), (ph, pw) = pair(size), pair(stride or size), pair(padding)
    won = windows_of(x, size, stride, padding)
    won = won.reshape(*won.shape[:4], kh * kw).argmax(axis=-1)  # (N, Ho, Wo, C)
    n, i, j, c = np.indices(won.shape)
    dx = np.zeros((len(x), x.shape[1] + 2 * ph, x.shape[2] + 2 * pw, x.shape[3]))
    np.add.at(dx, (n, i * sh + won // kw, j * sw + won % kw, c), dy)
    return dx[:, ph : dx.shape[1] - ph, pw : dx.shape[2] - pw]


def avg_pool2d(x, size, stride=None):
    if min([*pair(size), *pair(size if stride is None else stride)]) < 1:
        raise ValueError("size or stride")
    return windows_of(np.asarray(x, dtype=float), size, stride, 0).mean(axis=(-2, -1))


def avg_pool2d_backward(dy, x, size, stride=None):
    (kh, kw), (sh, sw) = pair(size), pair(stride or size)
    dy, dx = np.asarray(dy, dtype=float), np.zeros(np.asarray(x).shape)
    for k, m in np.ndindex(kh, kw):
        dx[:, k : k + sh * dy.shape[1] : sh, m : m + sw * dy.shape[2] : sw] += dy / (kh * kw)
    return dx


def global_avg_pool(x):
    return np.einsum("nijc->nc", np.asarray(x, dtype=float)) / np.prod(np.shape(x)[1:3])


def global_avg_pool_backward(dy, x):
    height, width = np.shape(x)[1:3]
    return np.einsum("nc,ij->nijc", np.asarray(dy, dtype=float), np.ones((height, width)) / (height * width))


def confusion_matrix(labels, answers, classes=10):
    pairs = np.asarray(labels) * classes + np.asarray(answers)
    return np.bincount(pairs, minlength=classes * classes).reshape(classes, classes)

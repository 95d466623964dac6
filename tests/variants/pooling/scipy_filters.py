"""SciPy's filters look at every window; the stride picks."""

from scipy import ndimage


def corners(array, size, stride):
    """Every window by its first pixel, those that fit, those that the stride visits."""
    (kh, kw), (sh, sw) = pair(size), pair(size if stride is None else stride)
    if min(kh, kw, sh, sw) < 1 or kh > array.shape[1] or kw > array.shape[2]:
        raise ValueError("window or stride")
    top, left = kh // 2, kw // 2
    return array[:, top : top + array.shape[1] - kh + 1 : sh, left : left + array.shape[2] - kw + 1 : sw]


def max_pool2d(x, size, stride=None, padding=0):
    (kh, kw), (ph, pw) = pair(size), pair(padding)
    if min(ph, pw) < 0 or ph >= kh or pw >= kw:
        raise ValueError("padding")
    x = np.pad(np.asarray(x, dtype=float), [(0, 0), (ph, ph), (pw, pw), (0, 0)], constant_values=-np.inf)
    if min(kh, kw) < 1:
        raise ValueError("size")
    return corners(ndimage.maximum_filter(x, (1, kh, kw, 1)), size, stride)


def avg_pool2d(x, size, stride=None):
    if min(pair(size)) < 1:
        raise ValueError("size")
    return corners(ndimage.uniform_filter(np.asarray(x, dtype=float), (1, *pair(size), 1)), size, stride)

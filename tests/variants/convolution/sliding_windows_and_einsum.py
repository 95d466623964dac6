"""Views of all windows at once, contracted by einsum; dx by scattering each weight's share."""


def windows(x, kernel_size, stride, padding):
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    if min(sh, sw) < 1:
        raise ValueError("stride")
    x = np.pad(x, ((0, 0), (ph, ph), (pw, pw), (0, 0)))  # refuses a negative padding by itself
    return np.lib.stride_tricks.sliding_window_view(x, kernel_size, (1, 2))[:, ::sh, ::sw]  # and a large kernel


def correlate2d(image, kernel, stride=1, padding=0):
    image, kernel = np.asarray(image, dtype=float)[None, :, :, None], np.asarray(kernel, dtype=float)
    return np.einsum("nijckl,kl->ij", windows(image, kernel.shape, stride, padding), kernel)


def conv2d(x, w, b, stride=1, padding=0):
    x, w, b = np.asarray(x, dtype=float), np.asarray(w, dtype=float), np.asarray(b, dtype=float)
    if x.shape[3] != w.shape[2]:
        raise ValueError("channels")
    return np.einsum("nijckl,klcf->nijf", windows(x, w.shape[:2], stride, padding), w, optimize=True) + b


def conv2d_backward(dy, x, w, stride=1, padding=0):
    dy, x, w = (np.asarray(a, dtype=float) for a in (dy, x, w))
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    dw = np.einsum("nijckl,nijf->klcf", windows(x, w.shape[:2], stride, padding), dy)
    dx = np.zeros((len(x), x.shape[1] + 2 * ph, x.shape[2] + 2 * pw, x.shape[3]))
    for k in range(w.shape[0]):
        for m in range(w.shape[1]):
            dx[:, k : k + dy.shape[1] * sh : sh, m : m + dy.shape[2] * sw : sw] += dy @ w[k, m].T
    return dx[:, ph : dx.shape[1] - ph, pw : dx.shape[2] - pw], dw, np.einsum("nijf->f", dy)

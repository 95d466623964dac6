"""Computes in float32 where the arguments are float32, and in another order than the reference."""


def floats(*arrays):
    arrays = [np.asarray(array) for array in arrays]
    kind = np.float32 if all(array.dtype == np.float32 for array in arrays) else np.float64
    return [array.astype(kind) for array in arrays]


def correlate2d(image, kernel, stride=1, padding=0):
    image, kernel = floats(image, kernel)
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    if min(sh, sw) < 1 or min(ph, pw) < 0:
        raise ValueError("stride at least 1, padding at least 0")
    image = np.pad(image, [(ph, ph), (pw, pw)])
    rows, columns = image.shape[0] - kernel.shape[0] + 1, image.shape[1] - kernel.shape[1] + 1
    if rows < 1 or columns < 1:
        raise ValueError("kernel too large")
    out = np.zeros((rows, columns), dtype=image.dtype)
    for k in reversed(range(kernel.shape[0])):
        for m in reversed(range(kernel.shape[1])):
            out += kernel[k, m] * image[k : k + rows, m : m + columns]
    return out[::sh, ::sw]


def fft_convolve2d(image, kernel):
    image, kernel = floats(image, kernel)
    shape = tuple(np.add(image.shape, kernel.shape) - 1)
    return np.fft.irfft2(np.fft.rfft2(image, shape) * np.fft.rfft2(kernel, shape), shape)


def conv2d(x, w, b, stride=1, padding=0):
    x, w, b = floats(x, w, b)
    if x.shape[3] != w.shape[2]:
        raise ValueError("channels")
    return np.stack(
        [
            np.stack(
                [
                    b[f] + sum(correlate2d(image[..., c], w[..., c, f], stride, padding) for c in range(w.shape[2]))
                    for f in range(w.shape[3])
                ],
                axis=-1,
            )
            for image in x
        ]
    )


def conv2d_backward(dy, x, w, stride=1, padding=0):
    dy, x, w = floats(dy, x, w)
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    padded = np.pad(x, [(0, 0), (ph, ph), (pw, pw), (0, 0)])
    dx, dw = np.zeros_like(padded), np.zeros_like(w)
    for k in range(w.shape[0]):
        for m in range(w.shape[1]):
            seen = np.s_[:, k : k + sh * dy.shape[1] : sh, m : m + sw * dy.shape[2] : sw]
            dw[k, m] = np.einsum("nijc,nijf->cf", padded[seen], dy)
            dx[seen] += np.einsum("cf,nijf->nijc", w[k, m], dy)
    return dx[:, ph : ph + x.shape[1], pw : pw + x.shape[2]], dw, np.add.reduce(dy, axis=(0, 1, 2))

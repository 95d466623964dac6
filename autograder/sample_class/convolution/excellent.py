"""Everything right, with matrices of patches."""

import numpy as np


def pair(value):
    return tuple(value) if isinstance(value, (tuple, list)) else (value, value)


def patches(x, kernel_size, stride, padding):
    """(N, Ho, Wo, kh, kw, C): what each output sees."""
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    if min(sh, sw) < 1 or min(ph, pw) < 0:
        raise ValueError("stride below 1 or negative padding")
    x = np.pad(np.asarray(x, dtype=float), ((0, 0), (ph, ph), (pw, pw), (0, 0)))
    if kernel_size[0] > x.shape[1] or kernel_size[1] > x.shape[2]:
        raise ValueError("the kernel is larger than the padded input")
    windows = np.lib.stride_tricks.sliding_window_view(x, kernel_size, axis=(1, 2))
    return windows[:, ::sh, ::sw].transpose(0, 1, 2, 4, 5, 3)


def correlate2d(image, kernel, stride=1, padding=0):
    image, kernel = np.asarray(image, dtype=float), np.asarray(kernel, dtype=float)
    columns = patches(image[None, :, :, None], kernel.shape, stride, padding)[0, :, :, :, :, 0]
    return columns.reshape(*columns.shape[:2], -1) @ kernel.ravel()


def convolve2d(image, kernel):
    return correlate2d(image, np.asarray(kernel)[::-1, ::-1])


def fft_convolve2d(image, kernel):
    image, kernel = np.asarray(image, dtype=float), np.asarray(kernel, dtype=float)
    shape = [a + b - 1 for a, b in zip(image.shape, kernel.shape)]
    return np.fft.ifft2(np.fft.fft2(image, shape) * np.fft.fft2(kernel, shape)).real


def sobel(image):
    gx = convolve2d(image, [[1, 0, -1], [2, 0, -2], [1, 0, -1]])
    gy = convolve2d(image, [[1, 2, 1], [0, 0, 0], [-1, -2, -1]])
    return gx, gy, np.hypot(gx, gy)


def conv2d(x, w, b, stride=1, padding=0):
    x, w, b = np.asarray(x), np.asarray(w, dtype=float), np.asarray(b, dtype=float)
    if x.shape[-1] != w.shape[2]:
        raise ValueError("x and w have different numbers of channels")
    columns = patches(x, w.shape[:2], stride, padding)
    return columns.reshape(*columns.shape[:3], -1) @ w.reshape(-1, w.shape[3]) + b


def conv2d_backward(dy, x, w, stride=1, padding=0):
    dy, x, w = (np.asarray(a, dtype=float) for a in (dy, x, w))
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    dw = np.einsum("nijklc,nijf->klcf", patches(x, w.shape[:2], stride, padding), dy)
    dx = np.zeros((x.shape[0], x.shape[1] + 2 * ph, x.shape[2] + 2 * pw, x.shape[3]))
    for i in range(dy.shape[1]):
        for j in range(dy.shape[2]):
            window = dx[:, i * sh : i * sh + w.shape[0], j * sw : j * sw + w.shape[1]]
            window += np.einsum("nf,klcf->nklc", dy[:, i, j], w)
    return dx[:, ph : ph + x.shape[1], pw : pw + x.shape[2]], dw, dy.sum(axis=(0, 1, 2))

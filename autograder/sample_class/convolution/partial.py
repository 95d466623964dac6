"""A good start: two-dimensional filtering works, but one stride serves both directions, and the rest is not done."""

import numpy as np


def correlate2d(image, kernel, stride=1, padding=0):
    if not isinstance(stride, int):
        stride = stride[0]
    image = np.pad(np.asarray(image, dtype=float), padding)
    kernel = np.asarray(kernel, dtype=float)
    kh, kw = kernel.shape
    rows = (image.shape[0] - kh) // stride + 1
    columns = (image.shape[1] - kw) // stride + 1
    out = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            out[i, j] = np.sum(image[i * stride : i * stride + kh, j * stride : j * stride + kw] * kernel)
    return out


def convolve2d(image, kernel):
    return correlate2d(image, np.flip(kernel))

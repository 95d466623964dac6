"""What the functions of the convolution assignment must give, from SciPy alone.

Gradients are numerical: the convolution is linear in each argument, so its response to unit vectors is exact.
"""

import numpy as np
import scipy.signal

Pair = int | tuple[int, int]


def _pair(value: Pair) -> tuple[int, int]:
    return tuple(value) if isinstance(value, (tuple, list)) else (value, value)


def correlate2d(image: np.ndarray, kernel: np.ndarray, stride: Pair = 1, padding: Pair = 0) -> np.ndarray:
    """(H, W) with (kh, kw) -> (Ho, Wo), float64."""
    (down, across), (height, width) = _pair(stride), _pair(padding)
    padded = np.pad(np.asarray(image, float), ((height, height), (width, width)))
    return scipy.signal.correlate2d(padded, np.asarray(kernel, float), mode="valid")[::down, ::across]


def convolve2d(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """True convolution, valid region: (H, W) with (kh, kw) -> (H - kh + 1, W - kw + 1), float64."""
    return scipy.signal.convolve2d(np.asarray(image, float), np.asarray(kernel, float), mode="valid")


def full_convolve2d(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Full linear convolution: (H, W) with (kh, kw) -> (H + kh - 1, W + kw - 1), float64."""
    return scipy.signal.convolve2d(np.asarray(image, float), np.asarray(kernel, float), mode="full")


def sobel(image: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(H, W) -> gx, gy, magnitude, each (H - 2, W - 2): lecture 000, "2D Convolution: Sobel Filter"."""
    across = np.array([[1, 0, -1], [2, 0, -2], [1, 0, -1]])
    gx, gy = convolve2d(image, across), convolve2d(image, across.T)
    return gx, gy, np.hypot(gx, gy)


def conv2d(x: np.ndarray, w: np.ndarray, b: np.ndarray, stride: Pair = 1, padding: Pair = 0) -> np.ndarray:
    """(N, H, W, C) with (kh, kw, C, F) and (F,) -> (N, Ho, Wo, F), float64."""
    x, w, b = (np.asarray(array, float) for array in (x, w, b))
    (down, across), (height, width) = _pair(stride), _pair(padding)
    padded = np.pad(x, ((0, 0), (height, height), (width, width), (0, 0)))
    maps = [
        scipy.signal.correlate(padded, filter_[None], mode="valid", method="direct")[:, ::down, ::across, 0]
        for filter_ in np.moveaxis(w, -1, 0)  # (kh, kw, C) each
    ]
    return np.stack(maps, axis=-1) + b


def conv2d_backward(
    dy: np.ndarray, x: np.ndarray, w: np.ndarray, stride: Pair = 1, padding: Pair = 0
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Gradients of sum(dy * conv2d(x, w, b)) with respect to x, w and b, by the response to unit vectors."""
    dy, x, w = (np.asarray(array, float) for array in (dy, x, w))
    dx, dw = np.empty_like(x), np.empty_like(w)
    unit_images = np.eye(x[0, ..., 0].size).reshape(-1, *x.shape[1:3], 1)
    unit_kernels = np.eye(w[..., 0, 0].size).reshape(*w.shape[:2], 1, -1)
    for c in range(x.shape[3]):
        image_response = conv2d(unit_images, w[:, :, [c]], 0.0, stride, padding)  # (H W, Ho, Wo, F)
        dx[..., c] = np.einsum("pijf,nijf->np", image_response, dy).reshape(x.shape[:3])
        kernel_response = conv2d(x[..., [c]], unit_kernels, 0.0, stride, padding)  # (N, Ho, Wo, kh kw)
        dw[:, :, c] = np.einsum("nijp,nijf->pf", kernel_response, dy).reshape(*w.shape[:2], -1)
    return dx, dw, dy.sum(axis=(0, 1, 2))

"""What the answers of the x_or_o assignment must give: SciPy for the sums, plain loops for the windows."""

import math
from collections.abc import Callable

import numpy as np
from scipy.special import log_softmax, softmax

from autograder.reference.convolution import conv2d, conv2d_backward

__all__ = ["conv2d", "conv2d_backward"]


def match(feature: np.ndarray, patch: np.ndarray) -> float:
    """Mean of the products."""
    return float(np.mean(np.asarray(feature, float) * np.asarray(patch, float)))


def _windows(shape: tuple[int, ...], size: int, stride: int):
    """(i, j), the rows and the columns of every window that starts inside the map."""
    for i in range(math.ceil(shape[1] / stride)):
        for j in range(math.ceil(shape[2] / stride)):
            top, left = i * stride, j * stride
            yield (i, j), slice(top, min(top + size, shape[1])), slice(left, min(left + size, shape[2]))


def max_pool2d(x: np.ndarray, size: int = 2, stride: int = 2) -> np.ndarray:
    """(N, H, W, C) -> (N, ceil(H / stride), ceil(W / stride), C); windows over the edge see what is there."""
    x = np.asarray(x, float)
    y = np.empty((len(x), math.ceil(x.shape[1] / stride), math.ceil(x.shape[2] / stride), x.shape[3]))
    for (i, j), rows, columns in _windows(x.shape, size, stride):
        y[:, i, j] = x[:, rows, columns].max(axis=(1, 2))
    return y


def max_pool2d_backward(dy: np.ndarray, x: np.ndarray, size: int = 2, stride: int = 2) -> np.ndarray:
    """dx: each output's gradient goes to the first maximum, in row-major order, of its window."""
    x, dx = np.asarray(x, float), np.zeros(np.shape(x))
    for (i, j), rows, columns in _windows(x.shape, size, stride):
        for n in range(x.shape[0]):
            for c in range(x.shape[3]):
                window = x[n, rows, columns, c]
                row, column = np.unravel_index(window.argmax(), window.shape)
                dx[n, rows.start + row, columns.start + column, c] += dy[n, i, j, c]
    return dx


def dense(x: np.ndarray, w: np.ndarray, b: np.ndarray) -> np.ndarray:
    """(N, ...) with (D, K) and (K,) -> (N, K)."""
    return np.asarray(x, float).reshape(len(x), -1) @ np.asarray(w, float) + b


def dense_backward(dy: np.ndarray, x: np.ndarray, w: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """dx in the shape of x, dw (D, K), db (K,)."""
    dy, x = np.asarray(dy, float), np.asarray(x, float)
    return (dy @ np.asarray(w, float).T).reshape(x.shape), x.reshape(len(x), -1).T @ dy, dy.sum(axis=0)


def softmax_cross_entropy(logits: np.ndarray, labels: np.ndarray) -> tuple[float, np.ndarray]:
    """Mean over the batch of -log p[label], and its gradient."""
    logits, rows = np.asarray(logits, float), np.arange(len(labels))
    loss = -log_softmax(logits, axis=1)[rows, labels].mean()
    wanted = np.zeros(logits.shape)
    wanted[rows, labels] = 1
    return float(loss), (softmax(logits, axis=1) - wanted) / len(labels)


def numerical_gradient(f: Callable[[np.ndarray], float], x: np.ndarray, eps: float = 1e-5) -> np.ndarray:
    """Centred differences, one entry at a time."""
    x = np.array(x, float)
    gradient = np.empty(x.shape)
    for index in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[index] = eps
        gradient[index] = (f(x + step) - f(x - step)) / (2 * eps)
    return gradient


def train_dense(
    w: np.ndarray, b: np.ndarray, x: np.ndarray, labels: np.ndarray, rate: float, steps: int
) -> tuple[list[float], np.ndarray, np.ndarray]:
    """A dense layer, so many steps on the whole batch: the losses before each step; weights and biases at the end."""
    w, b, losses = np.array(w, float), np.array(b, float), []
    for _ in range(steps):
        loss, dlogits = softmax_cross_entropy(dense(x, w, b), labels)
        _, dw, db = dense_backward(dlogits, x, w)
        losses.append(loss)
        w, b = w - rate * dw, b - rate * db
    return losses, w, b

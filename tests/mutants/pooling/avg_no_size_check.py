"""Gives an empty result for a window that does not fit."""

LOSES = ["test_avg_pool2d_errors"]


def avg_pool2d(x, size, stride=None):
    x = np.asarray(x, dtype=float)
    height, width = pair(size)
    down, across = pair(size if stride is None else stride)
    if min(height, width, down, across) < 1:
        raise ValueError("size and stride start at 1")
    y = np.empty(
        (len(x), max(0, (x.shape[1] - height) // down + 1), max(0, (x.shape[2] - width) // across + 1), x.shape[3])
    )
    for i, j in np.ndindex(y.shape[1:3]):
        y[:, i, j] = x[:, i * down : i * down + height, j * across : j * across + width].mean(axis=(1, 2))
    return y

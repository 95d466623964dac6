"""Sends an equal share to every pixel of the window."""

LOSES = [
    "test_max_pool2d_backward_values",
    "test_max_pool2d_backward_overlap",
    "test_max_pool2d_backward_ties",
    "test_max_pool2d_backward_padding",
    "test_max_pool2d_backward_together",
    "test_max_pool2d_backward_batch",
    "test_max_pool2d_backward_inputs",
]


def max_pool2d_backward(dy, x, size, stride=None, padding=0):
    dy, x = np.asarray(dy, dtype=float), np.asarray(x, dtype=float)
    height, width = pair(size)
    down, across = pair(size if stride is None else stride)
    rows, columns = pair(padding)
    padded = np.pad(x, ((0, 0), (rows, rows), (columns, columns), (0, 0)), constant_values=-np.inf)
    dx = np.zeros_like(padded)
    for n, i, j, c in np.ndindex(dy.shape):
        window = padded[n, i * down : i * down + height, j * across : j * across + width, c]
        dx[n, i * down : i * down + height, j * across : j * across + width, c] += dy[n, i, j, c] / (height * width)
    return dx[:, rows : rows + x.shape[1], columns : columns + x.shape[2]]

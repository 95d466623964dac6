"""Averages instead of taking the largest."""

LOSES = [
    "test_max_pool2d_values",
    "test_max_pool2d_window",
    "test_max_pool2d_stride",
    "test_max_pool2d_padding",
    "test_max_pool2d_together",
    "test_max_pool2d_batch",
    "test_max_pool2d_inputs",
]


def max_pool2d(x, size, stride=None, padding=0):
    x = np.asarray(x, dtype=float)
    height, width = pair(size)
    down, across = pair(size if stride is None else stride)
    rows, columns = pair(padding)
    if min(height, width, down, across) < 1 or min(rows, columns) < 0:
        raise ValueError("size and stride start at 1, the padding at 0")
    if rows >= height or columns >= width:
        raise ValueError("a window would hold nothing but padding")
    x = np.pad(x, ((0, 0), (rows, rows), (columns, columns), (0, 0)), constant_values=-np.inf)
    if height > x.shape[1] or width > x.shape[2]:
        raise ValueError(f"a {height} x {width} window does not fit into {x.shape[1]} x {x.shape[2]} pixels")
    y = np.empty((len(x), (x.shape[1] - height) // down + 1, (x.shape[2] - width) // across + 1, x.shape[3]))
    for i, j in np.ndindex(y.shape[1:3]):
        window = x[:, i * down : i * down + height, j * across : j * across + width]
        y[:, i, j] = np.where(np.isinf(window), 0, window).mean(axis=(1, 2))
    return y

"""Adds up instead of averaging."""

LOSES = ["test_avg_pool2d_values", "test_avg_pool2d_stride", "test_avg_pool2d_batch", "test_avg_pool2d_inputs"]


def avg_pool2d(x, size, stride=None):
    x = np.asarray(x, dtype=float)
    height, width = pair(size)
    down, across = pair(size if stride is None else stride)
    if min(height, width, down, across) < 1:
        raise ValueError("size and stride start at 1")
    if height > x.shape[1] or width > x.shape[2]:
        raise ValueError(f"a {height} x {width} window does not fit into {x.shape[1]} x {x.shape[2]} pixels")
    y = np.empty((len(x), (x.shape[1] - height) // down + 1, (x.shape[2] - width) // across + 1, x.shape[3]))
    for i, j in np.ndindex(y.shape[1:3]):
        y[:, i, j] = x[:, i * down : i * down + height, j * across : j * across + width].sum(axis=(1, 2))
    return y

"""Hands the whole gradient to each pixel."""

LOSES = [
    "test_avg_pool2d_backward_values",
    "test_avg_pool2d_backward_overlap",
    "test_avg_pool2d_backward_batch",
    "test_avg_pool2d_backward_inputs",
]


def avg_pool2d_backward(dy, x, size, stride=None):
    dy = np.asarray(dy, dtype=float)
    height, width = pair(size)
    down, across = pair(size if stride is None else stride)
    dx = np.zeros(np.shape(x))
    for i, j in np.ndindex(dy.shape[1:3]):
        share = dy[:, i, j]  # (N, C)
        dx[:, i * down : i * down + height, j * across : j * across + width] += share[:, None, None]
    return dx

"""Averages where windows overlap."""

LOSES = ["test_avg_pool2d_backward_overlap"]


def avg_pool2d_backward(dy, x, size, stride=None):
    dy = np.asarray(dy, dtype=float)
    height, width = pair(size)
    down, across = pair(size if stride is None else stride)
    dx, windows = np.zeros(np.shape(x)), np.zeros(np.shape(x))
    for i, j in np.ndindex(dy.shape[1:3]):
        place = np.s_[:, i * down : i * down + height, j * across : j * across + width]
        dx[place] += (dy[:, i, j] / (height * width))[:, None, None]
        windows[place] += 1
    return dx / np.maximum(windows, 1)

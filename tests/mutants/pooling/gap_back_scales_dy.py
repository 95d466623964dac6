"""Divides dy in place."""

LOSES = ["test_global_avg_pool_backward_inputs"]


def global_avg_pool_backward(dy, x):
    dy, (n, height, width, channels) = np.asarray(dy), np.shape(x)
    if dy.dtype.kind == "f":
        dy /= height * width
    else:
        dy = dy / (height * width)
    return np.zeros((n, height, width, channels)) + dy[:, None, None, :]

"""Divides by the square of the height."""

LOSES = ["test_global_avg_pool_backward_values", "test_global_avg_pool_backward_inputs"]


def global_avg_pool_backward(dy, x):
    dy, (n, height, width, channels) = np.asarray(dy, dtype=float), np.shape(x)
    return np.zeros((n, height, width, channels)) + dy[:, None, None, :] / height**2

"""Keeps height and width as axes of length 1."""

LOSES = ["test_global_avg_pool_values", "test_global_avg_pool_inputs"]


def global_avg_pool(x):
    return np.asarray(x, dtype=float).mean(axis=(1, 2), keepdims=True)

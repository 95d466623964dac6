"""Averages over the last two axes, as if channels came first."""

LOSES = ["test_global_avg_pool_values", "test_global_avg_pool_inputs"]


def global_avg_pool(x):
    return np.asarray(x, dtype=float).mean(axis=(2, 3))

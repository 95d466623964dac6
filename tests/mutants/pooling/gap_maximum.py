"""Takes the largest of each map."""

LOSES = ["test_global_avg_pool_values", "test_global_avg_pool_inputs"]


def global_avg_pool(x):
    return np.asarray(x, dtype=float).max(axis=(1, 2))

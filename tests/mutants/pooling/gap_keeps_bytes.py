"""Adds up in the number type of the input."""

LOSES = ["test_global_avg_pool_inputs"]


def global_avg_pool(x):
    x = np.asarray(x)
    return x.sum(axis=(1, 2), dtype=x.dtype) / (x.shape[1] * x.shape[2])

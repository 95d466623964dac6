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
    return avg_pool2d(x, size, stride)

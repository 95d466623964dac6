"""Sends the gradient to the largest pixel, as max pooling does."""

LOSES = [
    "test_avg_pool2d_backward_values",
    "test_avg_pool2d_backward_overlap",
    "test_avg_pool2d_backward_batch",
    "test_avg_pool2d_backward_inputs",
]


def avg_pool2d_backward(dy, x, size, stride=None):
    return max_pool2d_backward(dy, x, size, stride)

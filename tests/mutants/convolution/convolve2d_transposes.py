"""Flips and transposes: right for square kernels in the visible test only if symmetric."""

LOSES = [
    "test_convolve2d_values",
    "test_convolve2d_inputs",
    "test_sobel_direction",
    "test_sobel_values",
    "test_sobel_inputs",
]


def convolve2d(image, kernel):
    return correlate2d(image, np.asarray(kernel)[::-1, ::-1].T)

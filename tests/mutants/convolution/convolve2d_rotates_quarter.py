"""Turns the kernel by a quarter instead of half a turn."""

LOSES = [
    "test_convolve2d_values",
    "test_convolve2d_inputs",
    "test_sobel_direction",
    "test_sobel_values",
    "test_sobel_inputs",
]


def convolve2d(image, kernel):
    return correlate2d(image, np.rot90(kernel))

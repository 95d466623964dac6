"""Returns the full convolution instead of the valid region."""

LOSES = [
    "test_convolve2d_values",
    "test_convolve2d_inputs",
    "test_convolve2d_errors",
    "test_sobel_direction",
    "test_sobel_values",
    "test_sobel_inputs",
]


def convolve2d(image, kernel):
    return fft_convolve2d(image, kernel)

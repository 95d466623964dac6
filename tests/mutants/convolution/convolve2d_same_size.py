"""Returns the same-sized result with padding instead of the valid region."""

LOSES = [
    "test_convolve2d_values",
    "test_convolve2d_inputs",
    "test_convolve2d_errors",
    "test_sobel_direction",
    "test_sobel_values",
    "test_sobel_inputs",
]


def convolve2d(image, kernel):
    return correlate2d(image, np.asarray(kernel)[::-1, ::-1], padding=(len(kernel) // 2, len(kernel[0]) // 2))

"""Flips the image instead of the kernel, and so turns the answer."""

LOSES = ["test_convolve2d_values", "test_convolve2d_inputs", "test_sobel_values", "test_sobel_inputs"]


def convolve2d(image, kernel):
    return correlate2d(np.asarray(image)[::-1, ::-1], kernel)

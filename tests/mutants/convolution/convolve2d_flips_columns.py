"""Flips the columns only."""

LOSES = ["test_convolve2d_values", "test_convolve2d_inputs", "test_sobel_direction"]


def convolve2d(image, kernel):
    return correlate2d(image, np.asarray(kernel)[:, ::-1])

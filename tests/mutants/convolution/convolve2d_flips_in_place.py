"""Flips the caller's kernel itself."""

LOSES = ["test_convolve2d_inputs", "test_sobel_direction"]


def convolve2d(image, kernel):
    kernel = np.asarray(kernel)
    kernel[:] = kernel[::-1, ::-1].copy()
    return correlate2d(image, kernel)

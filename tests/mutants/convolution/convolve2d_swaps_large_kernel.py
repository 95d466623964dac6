"""Exchanges image and kernel when the kernel is larger, as SciPy does, instead of refusing."""

LOSES = ["test_convolve2d_errors"]


def convolve2d(image, kernel):
    if np.shape(kernel) > np.shape(image):
        image, kernel = kernel, image
    return correlate2d(image, np.asarray(kernel)[::-1, ::-1])

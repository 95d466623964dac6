"""Uses weights 1, 1, 1."""

LOSES = ["test_sobel_direction", "test_sobel_values", "test_sobel_inputs"]


def sobel(image):
    across = np.array([[1, 0, -1], [1, 0, -1], [1, 0, -1]])
    gx, gy = convolve2d(image, across), convolve2d(image, across.T)
    return gx, gy, np.sqrt(gx**2 + gy**2)

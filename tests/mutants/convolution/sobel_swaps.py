"""Returns gy first."""

LOSES = ["test_sobel_direction", "test_sobel_values", "test_sobel_inputs"]


def sobel(image):
    across = np.array([[1, 0, -1], [2, 0, -2], [1, 0, -1]])
    gx, gy = convolve2d(image, across), convolve2d(image, across.T)
    return gy, gx, np.sqrt(gx**2 + gy**2)

"""Scales the magnitude to 0 ... 255 as for a picture."""

LOSES = ["test_sobel_values", "test_sobel_inputs"]


def sobel(image):
    across = np.array([[1, 0, -1], [2, 0, -2], [1, 0, -1]])
    gx, gy = convolve2d(image, across), convolve2d(image, across.T)
    magnitude = np.sqrt(gx**2 + gy**2)
    return gx, gy, magnitude * 255 / max(magnitude.max(), 1)

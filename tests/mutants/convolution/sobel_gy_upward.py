"""Has gy positive where brightness grows upward."""

LOSES = ["test_sobel_direction"]


def sobel(image):
    across = np.array([[1, 0, -1], [2, 0, -2], [1, 0, -1]])
    gx, gy = convolve2d(image, across), convolve2d(image, -across.T)
    return gx, gy, np.sqrt(gx**2 + gy**2)

"""Does not refuse a kernel larger than the image: NumPy complains by itself only sometimes."""

LOSES = ["test_correlate2d_errors", "test_convolve2d_errors", "test_sobel_inputs"]


def correlate2d(image, kernel, stride=1, padding=0):
    image, kernel = np.asarray(image, dtype=float), np.asarray(kernel, dtype=float)
    (down, across), (rows, columns), (kh, kw) = pair(stride), pair(padding), kernel.shape
    if min(down, across) < 1 or min(rows, columns) < 0:
        raise ValueError("the stride starts at 1 and the padding at 0")
    image = np.pad(image, ((rows, rows), (columns, columns)))
    height, width = image.shape
    y = np.zeros((max(0, (height - kh) // down + 1), max(0, (width - kw) // across + 1)))
    for i, j in np.ndindex(y.shape):
        window = image[i * down : i * down + kh, j * across : j * across + kw]
        y[i, j] = np.sum(window * kernel)
    return y

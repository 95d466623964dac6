"""Wipes the caller's image when done with it (np.asarray makes no copy of a float64 array)."""

LOSES = [
    "test_correlate2d_inputs",
    "test_convolve2d_inputs",
    "test_sobel_direction",
    "test_sobel_values",
    "test_sobel_inputs",
]


def correlate2d(image, kernel, stride=1, padding=0):
    image, kernel = np.asarray(image, dtype=float), np.asarray(kernel, dtype=float)
    (down, across), (rows, columns), (kh, kw) = pair(stride), pair(padding), kernel.shape
    if min(down, across) < 1 or min(rows, columns) < 0:
        raise ValueError("the stride starts at 1 and the padding at 0")
    original = image
    image = np.pad(image, ((rows, rows), (columns, columns)))
    height, width = image.shape
    if kh > height or kw > width:
        raise ValueError(f"a {kh} x {kw} kernel does not fit into {height} x {width} pixels")
    y = np.empty(((height - kh) // down + 1, (width - kw) // across + 1))
    for i, j in np.ndindex(y.shape):
        window = image[i * down : i * down + kh, j * across : j * across + kw]
        y[i, j] = np.sum(window * kernel)
    original *= 0
    return y

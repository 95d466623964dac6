"""Transforms along the rows only."""

LOSES = ["test_fft_convolve2d_values", "test_fft_convolve2d_inputs"]


def fft_convolve2d(image, kernel):
    image, kernel = np.asarray(image, dtype=float), np.asarray(kernel, dtype=float)
    shape = tuple(n + k - 1 for n, k in zip(image.shape, kernel.shape))
    image = np.pad(image, ((0, shape[0] - image.shape[0]), (0, 0)))
    kernel = np.pad(kernel, ((0, shape[0] - kernel.shape[0]), (0, 0)))
    product = np.fft.rfft(image, shape[1]) * np.fft.rfft(kernel, shape[1])
    return np.fft.irfft(product, shape[1])

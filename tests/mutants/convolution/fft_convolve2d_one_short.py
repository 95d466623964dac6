"""Pads to H + kh - 2: one row and one column wrap around."""

LOSES = ["test_fft_convolve2d_values", "test_fft_convolve2d_inputs"]


def fft_convolve2d(image, kernel):
    image, kernel = np.asarray(image, dtype=float), np.asarray(kernel, dtype=float)
    shape = tuple(max(n, k, n + k - 2) for n, k in zip(image.shape, kernel.shape))
    product = np.fft.rfft2(image, shape) * np.fft.rfft2(kernel, shape)
    return np.fft.irfft2(product, shape)

"""Multiplies the transforms as matrices."""

LOSES = ["test_fft_convolve2d_values", "test_fft_convolve2d_inputs"]


def fft_convolve2d(image, kernel):
    image, kernel = np.asarray(image, dtype=float), np.asarray(kernel, dtype=float)
    shape = tuple(n + k - 1 for n, k in zip(image.shape, kernel.shape))
    product = (
        np.fft.rfft2(image, shape)[:, : shape[0]] @ np.fft.rfft2(kernel, shape)[: min(shape[0], shape[1] // 2 + 1)]
    )
    return np.fft.irfft2(product, shape)

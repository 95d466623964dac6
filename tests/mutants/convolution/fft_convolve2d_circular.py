"""Pads the kernel to the image's size only, so the result wraps around."""

LOSES = ["test_fft_convolve2d_values", "test_fft_convolve2d_inputs"]


def fft_convolve2d(image, kernel):
    image, kernel = np.asarray(image, dtype=float), np.asarray(kernel, dtype=float)
    shape = image.shape
    product = np.fft.rfft2(image, shape) * np.fft.rfft2(kernel, shape)
    return np.fft.irfft2(product, shape)

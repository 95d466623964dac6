"""Everything through the Fourier transform; astype(float) on complex numbers warns, which is no mistake."""


def fft_convolve2d(image, kernel):
    image, kernel = np.asarray(image), np.asarray(kernel)
    shape = [image.shape[0] + kernel.shape[0] - 1, image.shape[1] + kernel.shape[1] - 1]
    return np.fft.ifft2(np.fft.fft2(image, shape) * np.fft.fft2(kernel, shape)).astype(float)


def convolve2d(image, kernel):
    (height, width), (kh, kw) = np.shape(image), np.shape(kernel)
    if kh > height or kw > width:
        raise ValueError("kernel too large")
    return whole(image, kernel)[kh - 1 : height, kw - 1 : width]


def whole(image, kernel):
    shape = np.add(np.shape(image), np.shape(kernel)) - 1
    return np.fft.irfft2(np.fft.rfft2(image, shape) * np.fft.rfft2(kernel, shape), shape)


def correlate2d(image, kernel, stride=1, padding=0):
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    if sh < 1 or sw < 1 or ph < 0 or pw < 0:
        raise ValueError("stride or padding")
    image, kernel = np.pad(image, ((ph, ph), (pw, pw))), np.rot90(kernel, 2)
    (height, width), (kh, kw) = image.shape, kernel.shape
    if kh > height or kw > width:
        raise ValueError("kernel too large")
    return whole(image, kernel)[kh - 1 : height : sh, kw - 1 : width : sw]

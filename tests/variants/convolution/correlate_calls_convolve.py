"""The other way round: correlation is a convolution with the flipped kernel."""


def flip_and_slide(image, kernel):
    image, kernel = np.asarray(image, dtype=float), np.asarray(kernel, dtype=float)
    kh, kw = kernel.shape
    rows, columns = image.shape[0] - kh + 1, image.shape[1] - kw + 1
    if rows <= 0 or columns <= 0:
        raise ValueError("kernel too large")
    out = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            for k in range(kh):
                for m in range(kw):
                    out[i, j] += image[i + k, j + m] * kernel[kh - 1 - k, kw - 1 - m]
    return out


def correlate2d(image, kernel, stride=1, padding=0):
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    if sh < 1 or sw < 1 or ph < 0 or pw < 0:
        raise ValueError("stride or padding")
    image = np.pad(np.asarray(image, dtype=float), ((ph,), (pw,)))
    return flip_and_slide(image, np.fliplr(np.flipud(kernel)))[::sh, ::sw]


def convolve2d(image, kernel):
    return flip_and_slide(image, kernel)


def sobel(image):
    kernels = {"gx": [[1, 0, -1], [2, 0, -2], [1, 0, -1]], "gy": [[1, 2, 1], [0, 0, 0], [-1, -2, -1]]}
    gradients = [convolve2d(image, kernel) for kernel in kernels.values()]
    return *gradients, np.linalg.norm(gradients, axis=0)

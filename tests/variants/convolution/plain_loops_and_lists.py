"""Loops over every pixel and every weight, in lists of Python numbers, without NumPy's help."""


def rows_of(array):
    return array.tolist() if hasattr(array, "tolist") else array


def correlate2d(image, kernel, stride=1, padding=0):
    image, kernel = rows_of(image), rows_of(kernel)
    sh, sw = (stride, stride) if isinstance(stride, int) else stride
    ph, pw = (padding, padding) if isinstance(padding, int) else padding
    if sh < 1 or sw < 1:
        raise ValueError("stride")
    if ph < 0 or pw < 0:
        raise ValueError("padding")
    height, width, kh, kw = len(image), len(image[0]), len(kernel), len(kernel[0])
    if kh > height + 2 * ph or kw > width + 2 * pw:
        raise ValueError("kernel too large")
    result = []
    for top in range(-ph, height + ph - kh + 1, sh):
        row = []
        for left in range(-pw, width + pw - kw + 1, sw):
            total = 0
            for k in range(kh):
                for l in range(kw):  # noqa: E741
                    if 0 <= top + k < height and 0 <= left + l < width:
                        total += image[top + k][left + l] * kernel[k][l]
            row.append(total)
        result.append(row)
    return result


def convolve2d(image, kernel):
    return correlate2d(image, [row[::-1] for row in rows_of(kernel)[::-1]])


def fft_convolve2d(image, kernel):
    image, kernel = np.array(image), np.array(kernel)
    shape = (image.shape[0] + kernel.shape[0] - 1, image.shape[1] + kernel.shape[1] - 1)
    return np.real(np.fft.ifft2(np.fft.fft2(image, s=shape) * np.fft.fft2(kernel, s=shape))).tolist()


def sobel(image):
    gx = convolve2d(image, [[1, 0, -1], [2, 0, -2], [1, 0, -1]])
    gy = convolve2d(image, [[1, 2, 1], [0, 0, 0], [-1, -2, -1]])
    magnitude = [[(a * a + b * b) ** 0.5 for a, b in zip(row_x, row_y)] for row_x, row_y in zip(gx, gy)]
    return [gx, gy, magnitude]


def conv2d(x, w, b, stride=1, padding=0):
    x, w, b = np.array(x), np.array(w), rows_of(b)
    if x.shape[-1] != w.shape[-2]:
        raise ValueError("channels")
    result = []
    for image in x:
        maps = []
        for f in range(w.shape[3]):
            total = np.array(correlate2d(image[:, :, 0], w[:, :, 0, f], stride, padding), dtype=float)
            for c in range(1, w.shape[2]):
                total = total + correlate2d(image[:, :, c], w[:, :, c, f], stride, padding)
            maps.append((total + b[f]).tolist())
        result.append(np.transpose(maps, (1, 2, 0)).tolist())
    return result


def conv2d_backward(dy, x, w, stride=1, padding=0):
    dy, x, w = np.array(dy, dtype=float), np.array(x, dtype=float), np.array(w, dtype=float)
    sh, sw = (stride, stride) if isinstance(stride, int) else stride
    ph, pw = (padding, padding) if isinstance(padding, int) else padding
    dx, dw, db = np.zeros(x.shape), np.zeros(w.shape), [0.0] * w.shape[3]
    count, rows, columns, filters = dy.shape
    for n in range(count):
        for i in range(rows):
            for j in range(columns):
                for f in range(filters):
                    db[f] += dy[n, i, j, f]
                    for k in range(w.shape[0]):
                        for l in range(w.shape[1]):  # noqa: E741
                            r, s = i * sh + k - ph, j * sw + l - pw
                            if 0 <= r < x.shape[1] and 0 <= s < x.shape[2]:
                                dx[n, r, s] += dy[n, i, j, f] * w[k, l, :, f]
                                dw[k, l, :, f] += dy[n, i, j, f] * x[n, r, s]
    return [dx.tolist(), dw.tolist(), db]

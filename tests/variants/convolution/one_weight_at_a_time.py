"""No windows at all: shifts the whole image once for every weight."""


def correlate2d(image, kernel, stride=1, padding=0):
    image, kernel = np.array(image, dtype=float), np.array(kernel, dtype=float)
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    if sh <= 0 or sw <= 0 or ph < 0 or pw < 0:
        raise ValueError("stride or padding out of range")
    image = np.vstack([np.zeros((ph, image.shape[1])), image, np.zeros((ph, image.shape[1]))])
    image = np.hstack([np.zeros((len(image), pw)), image, np.zeros((len(image), pw))])
    (height, width), (kh, kw) = image.shape, kernel.shape
    if not (kh <= height and kw <= width):
        raise ValueError("kernel too large")
    total = 0
    for (k, m), weight in np.ndenumerate(kernel):
        total = total + weight * image[k : height - kh + 1 + k : sh, m : width - kw + 1 + m : sw]
    return total


def sobel(image):
    image = np.asarray(image, dtype=float)
    if min(image.shape) < 3:
        raise ValueError("too small")
    smooth_down = image[:-2] + 2 * image[1:-1] + image[2:]
    smooth_across = image[:, :-2] + 2 * image[:, 1:-1] + image[:, 2:]
    gx = smooth_down[:, 2:] - smooth_down[:, :-2]
    gy = smooth_across[2:] - smooth_across[:-2]
    return np.stack([gx, gy, np.hypot(gx, gy)])

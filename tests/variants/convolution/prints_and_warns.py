"""Right, but talkative: prints while it works, and divides by zero on the way."""


def correlate2d(image, kernel, stride=1, padding=0):
    print("image", np.shape(image), "kernel", np.shape(kernel))
    image, kernel = np.asarray(image, dtype=float), np.asarray(kernel, dtype=float)
    np.float64(1) / np.float64(0)
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    if min(sh, sw) < 1:
        raise ValueError(f"stride {stride}")
    if min(ph, pw) < 0:
        raise ValueError(f"padding {padding}")
    image = np.pad(image, ((ph, ph), (pw, pw)))
    if np.any(np.array(kernel.shape) > image.shape):
        raise ValueError("kernel too large")
    return np.array(
        [
            [np.vdot(image[i : i + kernel.shape[0], j : j + kernel.shape[1]], kernel) for j in starts[1]]
            for starts in [
                (
                    range(0, image.shape[0] - kernel.shape[0] + 1, sh),
                    range(0, image.shape[1] - kernel.shape[1] + 1, sw),
                )
            ]
            for i in starts[0]
        ]
    )

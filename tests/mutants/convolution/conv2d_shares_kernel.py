"""Uses the first channel's kernel for every channel."""

LOSES = ["test_conv2d_channels", "test_conv2d_together"]


def conv2d(x, w, b, stride=1, padding=0):
    x, w, b = (np.asarray(array, dtype=float) for array in (x, w, b))
    (down, across), (rows, columns), (kh, kw, channels, filters) = pair(stride), pair(padding), w.shape
    if min(down, across) < 1 or min(rows, columns) < 0:
        raise ValueError("the stride starts at 1 and the padding at 0")
    x = np.pad(x, ((0, 0), (rows, rows), (columns, columns), (0, 0)))
    batch, height, width = x.shape[:3]
    if x.shape[3] != channels:
        raise ValueError(f"x has {x.shape[3]} channels, w has {channels}")
    if kh > height or kw > width:
        raise ValueError(f"a {kh} x {kw} kernel does not fit into {height} x {width} pixels")
    y = np.empty((batch, (height - kh) // down + 1, (width - kw) // across + 1, filters))
    for i, j in np.ndindex(y.shape[1:3]):
        window = x[:, i * down : i * down + kh, j * across : j * across + kw]  # (N, kh, kw, C)
        y[:, i, j] = np.tensordot(window.sum(axis=3), w[:, :, 0], axes=2) + b  # (N, F)
    return y

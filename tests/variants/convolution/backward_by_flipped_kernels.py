"""dx as the textbook has it: dy spread out by the stride, correlated with the kernels turned by half a turn."""


def conv2d_backward(dy, x, w, stride=1, padding=0):
    dy, x, w = (np.array(array, dtype=float) for array in (dy, x, w))
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    (batch, height, width, channels), (kh, kw, _, filters) = x.shape, w.shape
    # dy with stride - 1 zeros between its values; what the last window did not reach stays zero
    spread = np.zeros((batch, height + 2 * ph - kh + 1, width + 2 * pw - kw + 1, filters))
    spread[:, ::sh, ::sw] = dy
    turned = np.rot90(w, 2, axes=(0, 1)).swapaxes(2, 3)  # (kh, kw, F, C)
    dx = conv2d(spread, turned, np.zeros(channels), padding=(kh - 1, kw - 1))
    dx = np.asarray(dx)[:, ph : ph + height, pw : pw + width]
    # dw is a convolution as well: channels play the batch, the batch plays the channels
    images = np.pad(x, ((0, 0), (ph, ph), (pw, pw), (0, 0))).transpose(3, 1, 2, 0)  # (C, H, W, N)
    dw = conv2d(images, spread.transpose(1, 2, 0, 3), np.zeros(filters))  # (C, kh, kw, F)
    return dx, np.asarray(dw).transpose(1, 2, 0, 3), dy.sum((0, 1, 2))

"""Any stride, kernel size and dilation is taken."""

LOSES = ["test_output_size_errors"]


def output_size(n, kernel_size, stride=1, padding=0, dilation=1):
    if padding == "same":
        return -(-n // stride)
    border = 0 if padding == "valid" else padding
    if border < 0:
        raise ValueError("there is no negative padding")
    left_over = n + 2 * border - (dilation * (kernel_size - 1) + 1)
    if left_over < 0:
        raise ValueError(f"{kernel_size} taps do not fit on {n} pixels")
    return left_over // stride + 1

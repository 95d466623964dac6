"""Does not know padding valid by its name."""

LOSES = [
    "test_output_size_padding",
    "test_layer_output_shape_conv",
    "test_layer_output_shape_pairs",
    "test_layer_output_shape_pool",
    "test_layer_output_shape_errors",
    "test_layer_macs_places",
    "test_layer_macs_groups",
    "test_layer_macs_depthwise",
    "test_layer_macs_separable",
    "test_network_summary_shapes",
    "test_network_summary_counts",
    "test_network_summary_vgg16",
]


def output_size(n, kernel_size, stride=1, padding=0, dilation=1):
    if min(kernel_size, stride, dilation) < 1:
        raise ValueError("a window has at least one tap, and moves by at least one pixel")
    if padding == "same":
        return -(-n // stride)
    border = padding
    if border < 0:
        raise ValueError("there is no negative padding")
    left_over = n + 2 * border - (dilation * (kernel_size - 1) + 1)
    if left_over < 0:
        raise ValueError(f"{kernel_size} taps do not fit on {n} pixels")
    return left_over // stride + 1

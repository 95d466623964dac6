"""Breaks where use_bias is left to its default."""

LOSES = [
    "test_layer_parameters_conv",
    "test_layer_parameters_groups",
    "test_layer_parameters_depthwise",
    "test_layer_parameters_separable",
    "test_layer_parameters_dense",
    "test_layer_parameters_batch_norm",
    "test_layer_parameters_nothing",
    "test_network_summary_shapes",
    "test_network_summary_counts",
    "test_network_summary_vgg16",
]


def layer_parameters(layer, input_shape):
    kind, channels = layer["type"], input_shape[-1]
    with_bias = 1 if layer["use_bias"] else 0
    if kind == "dense":
        return (channels + with_bias) * layer["units"]
    if kind == "batch_norm":
        return 4 * channels
    if kind not in ("conv", "depthwise", "separable"):
        return 0
    kernel_height, kernel_width = pair(layer["kernel_size"])
    taps = kernel_height * kernel_width
    if kind == "conv":
        seen = channels // layer.get("groups", 1)  # a filter sees the channels of its group
        return (taps * seen + with_bias) * layer["filters"]
    if kind == "depthwise":
        return (taps + with_bias) * channels
    return taps * channels + (channels + with_bias) * layer["filters"]

"""Counts the filters twice: weights times all numbers of the output."""

LOSES = [
    "test_layer_macs_conv",
    "test_layer_macs_places",
    "test_layer_macs_groups",
    "test_layer_macs_depthwise",
    "test_layer_macs_separable",
    "test_layer_macs_dense",
    "test_network_summary_counts",
    "test_network_summary_vgg16",
]


def layer_macs(layer, input_shape):
    if layer["type"] not in ("conv", "depthwise", "separable", "dense"):
        return 0
    *places, _ = layer_output_shape(layer, input_shape)
    used = layer_parameters({**layer, "use_bias": False}, input_shape)
    return used * math.prod(layer_output_shape(layer, input_shape))

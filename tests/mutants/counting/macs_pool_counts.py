"""Pooling counts its comparisons."""

LOSES = ["test_layer_macs_nothing", "test_network_summary_counts", "test_network_summary_vgg16"]


def layer_macs(layer, input_shape):
    if layer["type"] == "pool":
        return math.prod(pair(layer["kernel_size"])) * math.prod(layer_output_shape(layer, input_shape))
    if layer["type"] not in ("conv", "depthwise", "separable", "dense"):
        return 0
    *places, _ = layer_output_shape(layer, input_shape)
    used = layer_parameters({**layer, "use_bias": False}, input_shape)
    return used * math.prod(places)

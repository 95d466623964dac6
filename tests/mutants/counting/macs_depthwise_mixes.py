"""A depthwise layer that mixes all channels."""

LOSES = ["test_layer_macs_depthwise", "test_network_summary_counts"]


def layer_macs(layer, input_shape):
    if layer["type"] not in ("conv", "depthwise", "separable", "dense"):
        return 0
    *places, _ = layer_output_shape(layer, input_shape)
    used = layer_parameters({**layer, "use_bias": False}, input_shape)
    if layer["type"] == "depthwise":
        used *= input_shape[2]
    return used * math.prod(places)

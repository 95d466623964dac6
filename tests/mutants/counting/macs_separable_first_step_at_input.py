"""In a separable layer, the first step works at the input's places, as on a slide."""

LOSES = ["test_layer_macs_separable", "test_network_summary_counts"]


def layer_macs(layer, input_shape):
    if layer["type"] not in ("conv", "depthwise", "separable", "dense"):
        return 0
    *places, _ = layer_output_shape(layer, input_shape)
    used = layer_parameters({**layer, "use_bias": False}, input_shape)
    if layer["type"] == "separable":
        taps = math.prod(pair(layer["kernel_size"]))
        return taps * math.prod(input_shape) + input_shape[2] * layer["filters"] * math.prod(places)
    return used * math.prod(places)

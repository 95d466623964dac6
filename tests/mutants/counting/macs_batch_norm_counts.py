"""Batch norm counts one multiply-add for every number."""

LOSES = ["test_layer_macs_nothing", "test_network_summary_counts"]


def layer_macs(layer, input_shape):
    if layer["type"] == "batch_norm":
        return math.prod(input_shape)
    if layer["type"] not in ("conv", "depthwise", "separable", "dense"):
        return 0
    *places, _ = layer_output_shape(layer, input_shape)
    used = layer_parameters({**layer, "use_bias": False}, input_shape)
    return used * math.prod(places)

"""Multiplies all channels, whatever the groups."""

LOSES = ["test_layer_macs_groups"]


def layer_macs(layer, input_shape):
    if layer["type"] not in ("conv", "depthwise", "separable", "dense"):
        return 0
    *places, _ = layer_output_shape(layer, input_shape)
    used = layer_parameters({**layer, "use_bias": False, "groups": 1}, input_shape)
    return used * math.prod(places)

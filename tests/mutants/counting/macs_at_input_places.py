"""Counts the places of the input instead of the output's, as one slide does."""

LOSES = [
    "test_layer_macs_places",
    "test_layer_macs_groups",
    "test_layer_macs_depthwise",
    "test_layer_macs_separable",
    "test_network_summary_counts",
]


def layer_macs(layer, input_shape):
    if layer["type"] not in ("conv", "depthwise", "separable", "dense"):
        return 0
    places = input_shape[:-1]
    used = layer_parameters({**layer, "use_bias": False}, input_shape)
    return used * math.prod(places)

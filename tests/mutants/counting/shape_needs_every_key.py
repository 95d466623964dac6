"""Asks for every setting by name, and breaks where one is left to its default."""

LOSES = [
    "test_layer_output_shape_conv",
    "test_layer_output_shape_pairs",
    "test_layer_output_shape_pool",
    "test_layer_output_shape_errors",
    "test_layer_macs_conv",
    "test_layer_macs_places",
    "test_layer_macs_groups",
    "test_layer_macs_depthwise",
    "test_layer_macs_separable",
    "test_network_summary_shapes",
    "test_network_summary_counts",
    "test_network_summary_vgg16",
]


def layer_output_shape(layer, input_shape):
    kind = layer["type"]
    if kind not in ("conv", "depthwise", "separable", "pool", "global_pool", "flatten", "dense", "batch_norm"):
        raise ValueError(f"there is no layer of type {kind}")
    if kind == "batch_norm":
        return tuple(input_shape)
    if kind == "flatten":
        return (math.prod(input_shape),)
    if kind == "global_pool":
        return (input_shape[2],)
    if kind == "dense":
        if len(input_shape) > 1:
            raise ValueError("flatten before a dense layer")
        return (layer["units"],)

    channels = input_shape[2]
    filters, groups = layer.get("filters", channels), layer.get("groups", 1)
    if channels % groups or filters % groups:
        raise ValueError("the groups must divide channels and filters")
    kernel_size = pair(layer["kernel_size"])
    stride = pair(layer["stride"])
    padding, dilation = pair(layer["padding"]), pair(layer.get("dilation", 1))
    height, width = (
        output_size(input_shape[axis], kernel_size[axis], stride[axis], padding[axis], dilation[axis])
        for axis in (0, 1)
    )
    return height, width, filters

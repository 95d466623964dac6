"""Makes the weights as arrays that take no memory, and counts their numbers."""


def make_weights(layer, input_shape, use_bias):
    def make(*shape):
        return np.broadcast_to(np.float32(0), shape)

    *_, channels = input_shape
    kind = layer["type"]
    weights, outputs = [], channels
    if kind == "batch_norm":
        return [make(channels) for _ in ("scale", "shift", "mean", "variance")]
    if kind in ("depthwise", "separable"):
        weights.append(make(*pair(layer["kernel_size"]), channels))
    if kind == "separable":
        outputs = layer["filters"]
        weights.append(make(channels, outputs))
    if kind == "conv":
        outputs = layer["filters"]
        for part in np.array_split(np.arange(channels), layer.get("groups", 1)):
            weights.append(make(*pair(layer["kernel_size"]), len(part), outputs // layer.get("groups", 1)))
    if kind == "dense":
        outputs = layer["units"]
        weights.append(make(channels, outputs))
    return [*weights, make(outputs)] if weights and use_bias else weights


def layer_parameters(layer, input_shape):
    return sum(weight.size for weight in make_weights(layer, input_shape, layer.get("use_bias", True)))


def layer_macs(layer, input_shape):
    if layer["type"] == "batch_norm":
        return 0
    places = math.prod(layer_output_shape(layer, input_shape)[:-1])
    return sum(weight.size * places for weight in make_weights(layer, input_shape, False))

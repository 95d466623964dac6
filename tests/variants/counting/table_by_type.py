"""A table of small functions, one for each type of layer, instead of questions about the type."""

WINDOWED = {"conv", "depthwise", "separable", "pool"}


def layer_output_shape(layer, input_shape):
    def windowed():
        h, w, c = input_shape
        k = pair(layer["kernel_size"])
        s = pair(layer.get("stride", k if layer["type"] == "pool" else 1))
        p, d = pair(layer.get("padding", 0)), pair(layer.get("dilation", 1))
        g = layer.get("groups", 1)
        f = layer.get("filters", c)
        if c % g != 0 or f % g != 0:
            raise ValueError("groups")
        return (output_size(h, k[0], s[0], p[0], d[0]), output_size(w, k[1], s[1], p[1], d[1]), f)

    def dense():
        (_,) = input_shape  # a ValueError of Python's own for anything else
        return (layer["units"],)

    table = dict.fromkeys(WINDOWED, windowed) | {
        "flatten": lambda: (int(np.prod(input_shape)),),
        "global_pool": lambda: (input_shape[-1],),
        "dense": dense,
        "batch_norm": lambda: input_shape,
    }
    if layer["type"] not in table:
        raise ValueError(f"unknown: {layer['type']}")
    return table[layer["type"]]()


def layer_parameters(layer, input_shape):
    c = input_shape[-1]
    bias = int(layer.get("use_bias", True))
    area = math.prod(pair(layer.get("kernel_size", 0)))
    table = {
        "conv": lambda: layer["filters"] * (area * c // layer.get("groups", 1) + bias),
        "depthwise": lambda: c * area + bias * c,
        "separable": lambda: c * area + layer["filters"] * (c + bias),
        "dense": lambda: layer["units"] * (c + bias),
        "batch_norm": lambda: 4 * c,
    }
    return table.get(layer["type"], lambda: 0)()


def layer_macs(layer, input_shape):
    output = layer_output_shape(layer, input_shape)
    c = input_shape[-1]
    area = math.prod(pair(layer.get("kernel_size", 0)))
    table = {
        "conv": lambda: math.prod(output) * area * c // layer.get("groups", 1),
        "depthwise": lambda: math.prod(output) * area,
        "separable": lambda: output[0] * output[1] * (area * c + c * output[2]),
        "dense": lambda: c * output[0],
    }
    return table.get(layer["type"], lambda: 0)()

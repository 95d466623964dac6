"""Writes the defaults into the layer that it was given, and copes with that when it meets the layer again."""


def layer_output_shape(layer, input_shape):
    kind = layer["type"]
    if kind in ("conv", "depthwise", "separable", "pool"):
        layer.setdefault("stride", layer["kernel_size"] if kind == "pool" else 1)
        layer.setdefault("padding", "valid")
        layer.setdefault("dilation", 1)
        height, width, channels = input_shape
        if kind == "conv":
            layer.setdefault("groups", 1)
            if channels % layer["groups"] or layer["filters"] % layer["groups"]:
                raise ValueError("groups")
        settings = [pair(layer[key]) for key in ("kernel_size", "stride", "padding", "dilation")]
        rows, columns = (output_size(n, *setting) for n, setting in zip((height, width), zip(*settings)))
        return rows, columns, layer.get("filters") or channels
    if kind == "dense" and len(input_shape) == 1:
        return (layer["units"],)
    if kind == "flatten":
        return (math.prod(input_shape),)
    if kind == "global_pool":
        return (input_shape[-1],)
    if kind == "batch_norm":
        return tuple(input_shape)
    raise ValueError(kind)

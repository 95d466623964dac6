"""NumPy throughout: both axes at once, NumPy's integers and lists as results."""


def output_size(n, kernel_size, stride=1, padding=0, dilation=1):
    n, kernel_size, stride, dilation = np.broadcast_arrays(n, kernel_size, stride, dilation)
    if np.any(np.stack([kernel_size, stride, dilation]) <= 0):
        raise ValueError("settings start at 1")
    if np.any(np.asarray(padding) == "same"):
        return np.ceil(n / stride).astype(int)[()]
    padding = np.array([0 if zeros == "valid" else zeros for zeros in pair(padding)])
    padding = padding[0] if n.ndim == 0 else padding
    places = (n + 2 * padding - dilation * (kernel_size - 1) - 1) // stride + 1
    if np.any(padding < 0) or np.any(places < 1):
        raise ValueError("nothing comes out")
    return places[()]


def layer_output_shape(layer, input_shape):
    kind, shape = layer["type"], np.array(input_shape)
    if kind == "batch_norm":
        return shape
    if kind == "flatten":
        return [shape.prod()]
    if kind == "global_pool":
        return shape[-1:]
    if kind == "dense":
        if shape.size != 1:
            raise ValueError("flatten first")
        return [layer["units"]]
    if kind not in {"conv", "depthwise", "separable", "pool"}:
        raise ValueError(kind)
    if np.any(np.array([shape[2], layer.get("filters", shape[2])]) % layer.get("groups", 1)):
        raise ValueError("groups")
    default = layer["kernel_size"] if kind == "pool" else 1
    sides = output_size(
        shape[:2],
        layer["kernel_size"],
        layer.get("stride", default),
        layer.get("padding", "valid"),
        layer.get("dilation", 1),
    )
    return [*sides, layer.get("filters", shape[2])]

"""Recursive, with floats that are whole numbers, shapes as lists, and further keys in its rows."""


def output_size(n, kernel_size, stride=1, padding=0, dilation=1):
    if stride < 1 or kernel_size < 1 or dilation < 1:
        raise ValueError("below 1")
    if padding == "same":
        return float(np.ceil(n / stride))
    if padding == "valid":
        return output_size(n, kernel_size, stride, 0, dilation)
    if padding < 0:
        raise ValueError("below 0")
    rest = n + 2 * padding - 1 - dilation * (kernel_size - 1)
    if rest < 0:
        raise ValueError("too large")
    return float(np.floor(rest / stride) + 1)


def network_summary(layers, input_shape):
    if not layers:
        return []
    first, *others = layers
    shape = layer_output_shape(first, input_shape)
    row = {
        "name": first["type"],
        "input_shape": list(input_shape),
        "output_shape": list(shape),
        "parameters": float(layer_parameters(first, input_shape)),
        "macs": float(layer_macs(first, input_shape)),
        "activations": float(np.prod(shape)),
    }
    return [row] + network_summary(others, shape)


def receptive_field(layers):
    if not layers:
        return {"size": 1, "jump": 1, "start": 0}
    *before, last = layers
    field = receptive_field(before)
    if last["type"] == "batch_norm":
        return field
    if last["type"] in ("dense", "flatten", "global_pool"):
        raise ValueError("all of it")
    k, p, d = (pair(last.get(key, 1))[0] for key in ("kernel_size", "padding", "dilation"))
    s = pair(last.get("stride", k if last["type"] == "pool" else 1))[0]
    if "padding" not in last or p == "valid":
        p = 0
    if p == "same":
        if s != 1:
            raise ValueError("depends")
        p = (d * (k - 1)) // 2
    return {
        "size": field["size"] + d * (k - 1) * field["jump"],
        "jump": field["jump"] * s,
        "start": field["start"] - p * field["jump"],
    }

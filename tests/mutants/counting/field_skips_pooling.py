"""Pooling layers are left out."""

LOSES = ["test_receptive_field_pool", "test_receptive_field_errors"]


def receptive_field(layers):
    size, jump, start = 1, 1, 0
    for layer in layers:
        kind = layer["type"]
        if kind in ("batch_norm", "pool"):
            continue
        if kind in ("global_pool", "flatten", "dense"):
            raise ValueError(f"an output of {kind} sees everything")
        taps = pair(layer["kernel_size"])[0]
        stride = pair(layer.get("stride", taps if kind == "pool" else 1))[0]
        padding = pair(layer.get("padding", "valid"))[0]
        reach = pair(layer.get("dilation", 1))[0] * (taps - 1)  # pixels of this layer's input after the first
        if padding == "same" and stride > 1:
            raise ValueError("with a stride, the padding of same depends on the image")
        border = {"valid": 0, "same": reach // 2}.get(padding, padding)
        size += reach * jump
        start -= border * jump
        jump *= stride
    return {"size": size, "jump": jump, "start": start}

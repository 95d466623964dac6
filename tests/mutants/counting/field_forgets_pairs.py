"""Takes every setting for one number, and breaks on a pair."""

LOSES = [
    "test_receptive_field_size",
    "test_receptive_field_jump",
    "test_receptive_field_start",
    "test_receptive_field_dilation",
    "test_receptive_field_pool",
]


def receptive_field(layers):
    size, jump, start = 1, 1, 0
    for layer in layers:
        kind = layer["type"]
        if kind == "batch_norm":
            continue
        if kind in ("global_pool", "flatten", "dense"):
            raise ValueError(f"an output of {kind} sees everything")
        taps = layer["kernel_size"]
        stride = layer.get("stride", taps if kind == "pool" else 1)
        padding = layer.get("padding", "valid")
        reach = layer.get("dilation", 1) * (taps - 1)  # pixels of this layer's input after the first
        if padding == "same" and stride > 1:
            raise ValueError("with a stride, the padding of same depends on the image")
        border = {"valid": 0, "same": reach // 2}.get(padding, padding)
        size += reach * jump
        start -= border * jump
        jump *= stride
    return {"size": size, "jump": jump, "start": start}

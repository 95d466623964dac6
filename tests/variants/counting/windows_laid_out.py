"""Lays every window out and counts; walks receptive fields backwards, pixel by pixel."""


def output_size(n, kernel_size, stride=1, padding=0, dilation=1):
    if kernel_size < 1 or stride < 1 or dilation < 1:
        raise ValueError("settings start at 1")
    if padding == "same":
        return len(range(0, n, stride))
    if padding == "valid":
        padding = 0
    if padding < 0:
        raise ValueError("padding starts at 0")
    count = 0
    place = -padding
    while place + dilation * (kernel_size - 1) < n + padding:
        count += 1
        place += stride
    if count == 0:
        raise ValueError("no window fits")
    return count


def receptive_field(layers):
    def seen(output):
        pixels = {output}
        for layer in layers[::-1]:
            if layer["type"] == "batch_norm":
                continue
            if "kernel_size" not in layer:
                raise ValueError("everything is seen")
            k = pair(layer["kernel_size"])[0]
            s = pair(layer.get("stride", k if layer["type"] == "pool" else 1))[0]
            d = pair(layer.get("dilation", 1))[0]
            p = pair(layer.get("padding", 0))[0]
            if p == "same" and s != 1:
                raise ValueError("depends on the image")
            p = {"valid": 0, "same": d * (k - 1) // 2}.get(p, p)
            pixels = {pixel * s - p + tap * d for pixel in pixels for tap in range(k)}
        return pixels

    here, there = seen(0), seen(1)
    return {"size": max(here) - min(here) + 1, "jump": min(there) - min(here), "start": min(here)}

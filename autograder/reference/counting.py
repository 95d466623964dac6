"""What the functions of the counting assignment must give, found by counting one by one rather than by formula.

Windows are laid out and counted, weights are listed by the shapes that Keras gives them, and receptive fields are
walked backwards pixel by pixel. `layers` and `network` draw the hidden tests' cases. The test suite compares all of it
with Keras.
"""

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

Layer = dict[str, Any]
Shape = tuple[int, ...]


def output_size(n: int, kernel_size: int, stride: int = 1, padding: int | str = 0, dilation: int = 1) -> int:
    """Positions of a window on n pixels, counted."""
    if padding == "same":
        return len(range(0, n, stride))
    border = 0 if padding == "valid" else padding
    last_tap = dilation * (kernel_size - 1)
    return sum(1 for start in range(0, n + 2 * border, stride) if start + last_tap < n + 2 * border)


def layer_output_shape(layer: Layer, input_shape: Shape) -> Shape:
    """Shape without the batch."""
    match layer["type"]:
        case "conv" | "depthwise" | "separable" | "pool":
            sides = [output_size(n, *setting) for n, setting in zip(input_shape, settings(layer), strict=False)]
            return (*sides, layer.get("filters", input_shape[-1]))
        case "flatten":
            return (math.prod(input_shape),)
        case "global_pool":
            return input_shape[-1:]
        case "dense":
            return (layer["units"],)
        case "batch_norm":
            return tuple(input_shape)
    raise ValueError(layer["type"])


def weight_shapes(layer: Layer, input_shape: Shape) -> list[tuple[int, ...]]:
    """Shapes of the arrays that Keras would store for the layer, biases last."""
    channels, out = input_shape[-1], layer.get("filters", input_shape[-1])
    match layer["type"]:
        case "conv":
            shapes = [(*_pair(layer["kernel_size"]), channels // layer.get("groups", 1), out)]
        case "depthwise":
            shapes = [(*_pair(layer["kernel_size"]), channels, 1)]
        case "separable":
            shapes = [(*_pair(layer["kernel_size"]), channels, 1), (1, 1, channels, out)]
        case "dense":
            out = layer["units"]
            shapes = [(channels, out)]
        case "batch_norm":
            return [(channels,)] * 4
        case _:
            return []
    return [*shapes, (out,)] if layer.get("use_bias", True) else shapes


def layer_parameters(layer: Layer, input_shape: Shape) -> int:
    """Everything stored, batch norm's statistics included."""
    return sum(map(math.prod, weight_shapes(layer, input_shape)))


def layer_macs(layer: Layer, input_shape: Shape) -> int:
    """Multiply-adds for one image: every weight, used at every position of the output."""
    if layer["type"] == "batch_norm":
        return 0
    weights = sum(map(math.prod, weight_shapes({**layer, "use_bias": False}, input_shape)))
    positions = math.prod(layer_output_shape(layer, input_shape)[:-1])
    return weights * positions


def network_summary(layers: list[Layer], input_shape: Shape) -> list[dict[str, Any]]:
    """One row a layer."""
    rows = []
    for layer in layers:
        shape = layer_output_shape(layer, input_shape)
        rows.append(
            {
                "output_shape": shape,
                "parameters": layer_parameters(layer, input_shape),
                "macs": layer_macs(layer, input_shape),
                "activations": math.prod(shape),
            }
        )
        input_shape = shape
    return rows


def receptive_field(layers: list[Layer]) -> dict[str, int]:
    """Along the height, from the pixels that outputs 0 and 1 reach when one walks back to the input."""
    first, second = _seen(layers, 0), _seen(layers, 1)
    return {"size": max(first) - min(first) + 1, "jump": min(second) - min(first), "start": min(first)}


def _seen(layers: list[Layer], output: int) -> set[int]:
    positions = {output}
    for layer in reversed([layer for layer in layers if layer["type"] != "batch_norm"]):
        kernel, stride, padding, dilation = settings(layer)[0]
        if padding == "same":  # with stride 1: the odd pixel goes to the end
            padding = (dilation * (kernel - 1)) // 2
        border = 0 if padding == "valid" else padding
        positions = {place * stride - border + tap * dilation for place in positions for tap in range(kernel)}
    return positions


def settings(layer: Layer) -> list[tuple]:
    """(kernel_size, stride, padding, dilation) along height, and along width."""
    kernel = _pair(layer["kernel_size"])
    default = kernel if layer["type"] == "pool" else 1
    values = [kernel, layer.get("stride", default), layer.get("padding", "valid"), layer.get("dilation", 1)]
    return list(zip(*map(_pair, values)))


def _pair(value: Any) -> tuple:
    return tuple(value) if isinstance(value, (tuple, list)) else (value, value)


def layers(seed: int, kind: str, *varied: str, count: int = 10) -> Iterator[tuple[Layer, Shape]]:
    """Random layers of one kind with an input shape that they fit, (height, width, channels) all different.

    varied  keys that take values other than their default; "pairs" makes kernels and strides unequal
    """
    rng = np.random.default_rng(seed)

    def one_or_two(low: int, high: int) -> int | tuple[int, int]:
        height, width = (int(n) for n in rng.permutation(np.arange(low, high))[:2])
        return (height, width) if "pairs" in varied else height

    for _ in range(count):
        height, width = (int(n) for n in rng.permutation(np.arange(12, 25))[:2])
        channels = int(rng.choice([4, 8]) if "groups" in varied else rng.choice([3, 5, 6, 7]))
        layer = {"type": kind, "kernel_size": one_or_two(2, 5)}
        if kind in ("conv", "separable"):
            layer["filters"] = int(4 * rng.integers(3, 8)) if "groups" in varied else int(rng.integers(9, 30))
        if "stride" in varied:
            layer["stride"] = one_or_two(2 if kind != "pool" else 1, 4)
        elif "dilation" in varied:
            layer["dilation"] = one_or_two(2, 4)
        if "padding" in varied:
            layer["padding"] = one_or_two(1, 4)
        if "same" in varied:
            layer["padding"] = "same"
        if "groups" in varied:
            layer["groups"] = int(rng.choice([2, 4]))
        if "use_bias" in varied:
            layer["use_bias"] = bool(rng.random() < 0.3)
        yield layer, (height, width, channels)


def network(seed: int) -> tuple[list[Layer], Shape]:
    """A random network of two or three stages, a flatten or global_pool, and dense layers; and its input shape."""
    rng = np.random.default_rng(seed)
    height, width, channels = (int(n) for n in (*rng.permutation(np.arange(60, 90))[:2], rng.choice([1, 3])))
    found, shape = [], (height, width, channels)
    for stage in range(int(rng.integers(2, 4))):
        kind = "conv" if stage == 0 else str(rng.choice(["conv", "depthwise", "separable"]))
        # the third stage has too few pixels left for a large window
        varied = str(rng.choice(["pairs", "same", "dilation"])) if stage < 2 else "same"
        layer, _ = next(layers(int(rng.integers(1_000_000)), kind, varied))
        found += [layer] + ([{"type": "batch_norm"}] if rng.random() < 0.5 else [])
        found.append({"type": "pool", "kernel_size": 2, "padding": str(rng.choice(["same", "valid"]))})
    found.append({"type": str(rng.choice(["flatten", "global_pool"]))})
    found.append({"type": "dense", "units": int(rng.integers(20, 40)), "use_bias": bool(rng.random() < 0.5)})
    return [*found, {"type": "dense", "units": 10}], shape

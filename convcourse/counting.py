"""The arithmetic of convolutional networks: sizes, parameters, multiply-adds, memory, receptive fields.

A layer is a plain dictionary, a network a list of them; no Keras is needed, so this runs in a browser. Lengths are in
pixels, shapes are (height, width, channels) without the batch.

    {"type": "conv", "filters": 16, "kernel_size": 3, "stride": 2, "padding": "same"}

| type        | keys (default)                                                                                     |
|-------------|----------------------------------------------------------------------------------------------------|
| conv        | filters, kernel_size, stride (1), padding ("valid"), dilation (1), groups (1), use_bias (True)      |
| depthwise   | kernel_size, stride (1), padding ("valid"), dilation (1), use_bias (True)                           |
| separable   | filters, kernel_size, stride (1), padding ("valid"), dilation (1), use_bias (True)                  |
| pool        | kernel_size, stride (the kernel size), padding ("valid")                                            |
| global_pool |                                                                                                     |
| flatten     |                                                                                                     |
| dense       | units, use_bias (True)                                                                              |
| batch_norm  |                                                                                                     |

`kernel_size`, `stride`, `dilation` and an integer `padding` may be one number or a pair (height, width).
Padding "same" is Keras's: the output has ceil(n / stride) positions, and an odd pixel of padding goes to the end.
"""

import math
from collections.abc import Iterable
from typing import Any

Layer = dict[str, Any]
Shape = tuple[int, ...]
KERNEL_LAYERS = ("conv", "depthwise", "separable", "pool")


def pair(value: int | tuple[int, int]) -> tuple[int, int]:
    """(height, width) of a setting that may be one number for both."""
    return tuple(value) if isinstance(value, (tuple, list)) else (value, value)


def output_size(n: int, kernel_size: int, stride: int = 1, padding: int | str = 0, dilation: int = 1) -> int:
    """How many positions a window takes along one axis of `n` pixels.

    floor((n + 2 padding - extent) / stride) + 1, where the window's extent is dilation (kernel_size - 1) + 1;
    ceil(n / stride) for padding "same"; padding "valid" is 0. (Dumoulin and Visin 2016, relationship 14.)
    raises  ValueError if the window does not fit, or for a stride below 1, or a negative padding
    """
    if stride < 1 or kernel_size < 1 or dilation < 1:
        raise ValueError("stride, kernel size and dilation start at 1")
    if padding == "same":
        return math.ceil(n / stride)
    amount = 0 if padding == "valid" else padding
    if amount < 0:
        raise ValueError("padding cannot be negative")
    extent = dilation * (kernel_size - 1) + 1
    if extent > n + 2 * amount:
        raise ValueError(f"a window of {extent} pixels does not fit into {n + 2 * amount}")
    return (n + 2 * amount - extent) // stride + 1


def layer_output_shape(layer: Layer, input_shape: Shape) -> Shape:
    """Shape that a layer makes of `input_shape`. raises ValueError where the two do not go together."""
    kind = layer["type"]
    if kind in KERNEL_LAYERS:
        height, width, channels = input_shape
        _check_channels(layer, channels)
        size = [output_size(n, *setting) for n, setting in zip((height, width), _settings(layer))]
        return (*size, layer.get("filters", channels))
    if kind == "global_pool":
        return (input_shape[-1],)
    if kind == "flatten":
        return (math.prod(input_shape),)
    if kind == "dense":
        if len(input_shape) != 1:
            raise ValueError("a dense layer on (height, width, channels) needs a flatten first")
        return (layer["units"],)
    if kind == "batch_norm":
        return tuple(input_shape)
    raise ValueError(f"unknown layer type {kind!r}")


def layer_parameters(layer: Layer, input_shape: Shape) -> int:
    """Weights and biases of a layer; batch norm counts 4 a channel, as Keras does (2 of them are statistics)."""
    kind, channels = layer["type"], input_shape[-1]
    layer_output_shape(layer, input_shape)  # refuses what does not fit
    bias = layer.get("use_bias", True)
    if kind == "batch_norm":
        return 4 * channels
    if kind == "dense":
        return channels * layer["units"] + bias * layer["units"]
    if kind not in ("conv", "depthwise", "separable"):
        return 0
    area = math.prod(pair(layer["kernel_size"]))
    if kind == "conv":
        return area * (channels // layer.get("groups", 1)) * layer["filters"] + bias * layer["filters"]
    if kind == "depthwise":
        return area * channels + bias * channels
    # separable: depthwise without bias, then pointwise with it
    return area * channels + channels * layer["filters"] + bias * layer["filters"]


def layer_trainable(layer: Layer, input_shape: Shape) -> int:
    """Parameters that gradient descent changes: all but batch norm's running mean and variance."""
    count = layer_parameters(layer, input_shape)
    return count // 2 if layer["type"] == "batch_norm" else count


def layer_macs(layer: Layer, input_shape: Shape) -> int:
    """Multiply-adds for one image, biases not counted; 0 for pooling, flattening and batch norm."""
    kind = layer["type"]
    output = layer_output_shape(layer, input_shape)
    if kind not in ("conv", "depthwise", "separable", "dense"):
        return 0
    # Each weight is used once at every position of the output.
    weights = layer_parameters({**layer, "use_bias": False}, input_shape)
    return weights * math.prod(output[:-1])


def network_summary(layers: Iterable[Layer], input_shape: Shape) -> list[dict[str, Any]]:
    """One row a layer: its type, output shape, parameters, multiply-adds and activations (numbers stored)."""
    rows, shape = [], tuple(input_shape)
    for layer in layers:
        output = layer_output_shape(layer, shape)
        rows.append(
            {
                "type": layer["type"],
                "output_shape": output,
                "parameters": layer_parameters(layer, shape),
                "macs": layer_macs(layer, shape),
                "activations": math.prod(output),
            }
        )
        shape = output
    return rows


def print_summary(layers: Iterable[Layer], input_shape: Shape) -> None:
    """`network_summary` as a table. The sum of the activations leaves out flattening, which stores nothing new."""
    rows = network_summary(layers, input_shape)
    print(f"{'layer':12} {'output':>15} {'parameters':>12} {'multiply-adds':>15} {'activations':>12}")
    for row in rows:
        output = " × ".join(map(str, row["output_shape"]))
        print(f"{row['type']:12} {output:>15} {row['parameters']:12,} {row['macs']:15,} {row['activations']:12,}")
    parameters, macs = (sum(row[key] for row in rows) for key in ("parameters", "macs"))
    activations = sum(row["activations"] for row in rows if row["type"] != "flatten")
    print(f"{'together':12} {'':15} {parameters:12,} {macs:15,} {activations:12,}")


def receptive_field(layers: Iterable[Layer], axis: int = 0) -> dict[str, int]:
    """What one output pixel sees of the input, along one axis (0 height, 1 width).

    size   how many input pixels
    jump   input pixels between two neighbouring outputs
    start  input index of the leftmost pixel that output 0 sees, negative inside the padding
    raises ValueError for padding "same" with a stride above 1, where `start` depends on the input's size
    (Araujo, Norris and Sim 2019, "Computing receptive fields of convolutional neural networks".)
    """
    size, jump, start = 1, 1, 0
    for layer in layers:
        if layer["type"] == "batch_norm":
            continue
        if layer["type"] not in KERNEL_LAYERS:
            raise ValueError(f"after {layer['type']} an output sees the whole input")
        kernel, stride, padding, dilation = _settings(layer)[axis]
        extent = dilation * (kernel - 1) + 1
        if padding == "same":
            if stride > 1:
                raise ValueError('padding "same" with a stride: the left padding depends on the input\'s size')
            padding = (extent - 1) // 2
        size += (extent - 1) * jump
        start -= (0 if padding == "valid" else padding) * jump
        jump *= stride
    return {"size": size, "jump": jump, "start": start}


def _settings(layer: Layer) -> list[tuple]:
    """(kernel_size, stride, padding, dilation) along height and along width."""
    kernel = pair(layer["kernel_size"])
    stride = pair(layer.get("stride", kernel if layer["type"] == "pool" else 1))
    padding = layer.get("padding", "valid")
    padding = (padding, padding) if isinstance(padding, str) else pair(padding)
    return list(zip(kernel, stride, padding, pair(layer.get("dilation", 1))))


def _check_channels(layer: Layer, channels: int) -> None:
    groups = layer.get("groups", 1)
    if channels % groups or layer.get("filters", groups) % groups:
        raise ValueError(f"{groups} groups do not divide {channels} channels and {layer.get('filters')} filters")

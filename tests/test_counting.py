"""The arithmetic against Keras, on random networks with odd sizes, unequal strides, groups and dilation."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
import pytest

from convcourse import counting
from convcourse.zoo.costs import trainable_parameters


def random_layer(rng: np.random.Generator, channels: int) -> counting.Layer:
    kind = rng.choice(["conv", "depthwise", "separable", "pool", "batch_norm"])
    if kind == "batch_norm":
        return {"type": kind}
    layer = {"type": kind, "kernel_size": tuple(int(n) for n in rng.integers(1, 5, 2))}
    layer["padding"] = str(rng.choice(["same", "valid"]))
    # Keras takes one stride for both directions in depthwise layers, and either stride or dilation, not both.
    if kind in ("depthwise", "separable"):
        layer["stride"] = int(rng.integers(1, 4))
    else:
        layer["stride"] = tuple(int(n) for n in rng.integers(1, 4, 2))
    if kind != "pool" and rng.random() < 0.3:
        layer["stride"], layer["dilation"] = 1, int(rng.integers(1, 4))
    if kind == "conv":
        layer["groups"] = int(rng.choice([group for group in (1, 2, 4) if channels % group == 0]))
        layer["filters"] = int(layer["groups"] * rng.integers(1, 5))
    if kind == "separable":
        layer["filters"] = int(rng.integers(1, 9))
    if kind != "pool":
        layer["use_bias"] = bool(rng.random() < 0.7)
    return layer


def keras_layer(layer: counting.Layer) -> keras.layers.Layer:
    """The same layer in Keras's words."""
    kind = layer["type"]
    if kind == "batch_norm":
        return keras.layers.BatchNormalization()
    if kind == "flatten":
        return keras.layers.Flatten()
    if kind == "global_pool":
        return keras.layers.GlobalAveragePooling2D()
    if kind == "dense":
        return keras.layers.Dense(layer["units"], use_bias=layer.get("use_bias", True))
    if kind == "pool":
        return keras.layers.MaxPooling2D(layer["kernel_size"], layer["stride"], layer["padding"])
    settings = {
        "kernel_size": layer["kernel_size"],
        "strides": layer["stride"],
        "padding": layer["padding"],
        "dilation_rate": layer.get("dilation", 1),
        "use_bias": layer.get("use_bias", True),
    }
    if kind == "conv":
        return keras.layers.Conv2D(layer["filters"], groups=layer["groups"], **settings)
    if kind == "separable":
        return keras.layers.SeparableConv2D(layer["filters"], **settings)
    return keras.layers.DepthwiseConv2D(**settings)


def random_network(seed: int) -> tuple[list[counting.Layer], counting.Shape]:
    rng = np.random.default_rng(seed)
    input_shape = tuple(int(n) for n in (*rng.integers(9, 40, 2), rng.choice([1, 3, 4])))
    layers, shape = [], input_shape
    for _ in range(rng.integers(1, 6)):
        layer = random_layer(rng, shape[-1])
        try:
            shape = counting.layer_output_shape(layer, shape)
        except ValueError:  # the window has outgrown the feature map
            break
        layers.append(layer)
    layers.append({"type": str(rng.choice(["flatten", "global_pool"]))})
    layers.append({"type": "dense", "units": int(rng.integers(1, 12)), "use_bias": bool(rng.random() < 0.5)})
    return layers, input_shape


@pytest.mark.parametrize("block", range(10))
def test_shapes_and_parameters_are_those_of_keras(block: int) -> None:
    for seed in range(block * 30, block * 30 + 30):
        layers, shape = random_network(seed)
        for layer, row in zip(layers, counting.network_summary(layers, shape)):
            built = keras_layer(layer)
            output = built.compute_output_shape((None, *shape))
            built.build((None, *shape))
            assert row["output_shape"] == tuple(output[1:]), (seed, layer, shape)
            assert row["parameters"] == built.count_params(), (seed, layer, shape)
            assert counting.layer_trainable(layer, shape) == trainable_parameters(built), (seed, layer, shape)
            shape = row["output_shape"]


def test_macs_count_every_use_of_every_weight() -> None:
    """A layer of ones on an image of ones sums its products; what it sums is the number of multiply-adds."""
    layer = {"type": "conv", "filters": 6, "kernel_size": (3, 2), "stride": (2, 1), "groups": 2, "use_bias": False}
    built = keras.layers.Conv2D(6, (3, 2), (2, 1), groups=2, use_bias=False, kernel_initializer="ones")
    total = np.sum(built(np.ones((1, 11, 8, 4), "float32")))
    assert counting.layer_macs(layer, (11, 8, 4)) == total


@pytest.mark.parametrize("axis", [0, 1])
@pytest.mark.parametrize("seed", range(40))
def test_receptive_field_is_what_a_walk_backwards_finds(seed: int, axis: int) -> None:
    """Against a walk backwards from one output, position by position."""
    rng = np.random.default_rng(seed)
    layers = []
    for _ in range(rng.integers(1, 4)):
        dilated = rng.random() < 0.4
        stride = (1, 1) if dilated else tuple(int(n) for n in rng.integers(1, 4, 2))
        dilation = int(rng.integers(1, 4)) if dilated else 1
        padding = tuple(int(n) for n in rng.integers(0, 3, 2))
        kernel = tuple(int(n) for n in rng.integers(1, 5, 2))
        layers.append(
            {
                "type": "conv",
                "filters": 1,
                "kernel_size": kernel,
                "stride": stride,
                "padding": padding,
                "dilation": dilation,
            }
        )
    field = counting.receptive_field(layers, axis)
    touched, n = seen_pixels(layers, axis, 5)
    left = field["start"] + 5 * field["jump"]
    # every pixel of the field that is inside the image and reached by some path, and none outside it
    assert touched[0] >= max(left, 0)
    assert touched[-1] <= min(left + field["size"] - 1, n - 1)
    assert touched[0] == left or left < 0
    assert touched[-1] == left + field["size"] - 1


def seen_pixels(layers: list[counting.Layer], axis: int, output: int) -> tuple[list[int], int]:
    """Input indices that output number `output` depends on, found backwards, position by position."""
    n, settings = 200, []
    for layer in layers:
        settings.append([counting.pair(layer[key])[axis] for key in ("kernel_size", "stride", "padding", "dilation")])
    positions = {output}
    for kernel, stride, padding, dilation in reversed(settings):
        positions = {p * stride - padding + k * dilation for p in positions for k in range(kernel)}
    return sorted(p for p in positions if 0 <= p < n), n


@pytest.mark.parametrize(
    ("layers", "expected"),
    [
        ([3, 3], {"size": 5, "jump": 1, "start": -2}),
        ([3, 3, 3], {"size": 7, "jump": 1, "start": -3}),
        ([7], {"size": 7, "jump": 1, "start": -3}),
    ],
)
def test_small_stacks_see_what_the_lecture_says(layers: list[int], expected: dict) -> None:
    stack = [{"type": "conv", "filters": 1, "kernel_size": size, "padding": "same"} for size in layers]
    assert counting.receptive_field(stack) == expected


@pytest.mark.parametrize(
    ("call", "arguments"),
    [
        (counting.output_size, (3, 4)),
        (counting.output_size, (5, 3, 0)),
        (counting.output_size, (5, 3, 1, -1)),
        (counting.output_size, (5, 3, 1, 0, 3)),
        (counting.layer_output_shape, ({"type": "dense", "units": 3}, (4, 4, 2))),
        (counting.layer_output_shape, ({"type": "conv", "filters": 4, "kernel_size": 1, "groups": 2}, (4, 4, 3))),
        (counting.layer_output_shape, ({"type": "convolution"}, (4, 4, 3))),
        (counting.receptive_field, ([{"type": "global_pool"}],)),
    ],
)
def test_impossible_layers_are_refused(call, arguments) -> None:
    with pytest.raises(ValueError):
        call(*arguments)


def test_print_summary_adds_up_and_counts_a_flatten_once(capsys: pytest.CaptureFixture) -> None:
    layers = [
        {"type": "conv", "filters": 4, "kernel_size": 3},
        {"type": "flatten"},
        {"type": "dense", "units": 1000},
    ]
    counting.print_summary(layers, (8, 6, 3))
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == ["layer", "conv", "flatten", "dense", "together"]
    assert lines[1].split()[-3:] == ["112", "2,592", "96"]
    assert lines[-1].split()[1:] == [f"{112 + 97_000:,}", f"{2592 + 96_000:,}", f"{96 + 1000:,}"]

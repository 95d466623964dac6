"""The counting assignment's expected values against Keras: the very layers and networks that the hidden tests draw."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import nbformat
import numpy as np
import pytest
from course import ROOT
from test_counting import keras_layer

from autograder.reference import counting as reference

DEFAULTS = {"stride": 1, "padding": "valid", "groups": 1}
VARIED = [
    (),
    ("stride",),
    ("padding",),
    ("same",),
    ("dilation",),
    ("use_bias",),
    ("pairs", "stride"),
    ("pairs", "padding"),
    ("pairs", "dilation"),
    ("same", "stride"),
]


def in_keras(layer: reference.Layer) -> list[keras.layers.Layer]:
    """The layer in Keras's words; a number for the padding becomes a layer of its own."""
    layer = {**DEFAULTS, **({"stride": layer["kernel_size"]} if layer["type"] == "pool" else {}), **layer}
    zeros = layer["padding"]
    if isinstance(zeros, str):
        return [keras_layer(layer)]
    return [keras.layers.ZeroPadding2D(zeros), keras_layer({**layer, "padding": "valid"})]


def assert_agrees(layer: reference.Layer, shape: reference.Shape) -> None:
    output = (None, *shape)
    for built in in_keras(layer):
        built.build(output)
        output = built.compute_output_shape(output)
    assert reference.layer_output_shape(layer, shape) == tuple(output[1:]), (layer, shape)
    assert reference.layer_parameters(layer, shape) == built.count_params(), (layer, shape)


@pytest.mark.parametrize("varied", VARIED, ids="-".join)
@pytest.mark.parametrize("kind", ["conv", "depthwise", "separable", "pool"])
def test_layers_have_the_shapes_and_parameters_of_keras(kind: str, varied: tuple[str, ...]) -> None:
    for layer, shape in reference.layers(7, kind, *varied, count=8):
        if kind in ("depthwise", "separable") and isinstance(layer.get("stride"), tuple):
            layer = {**layer, "stride": layer["stride"][0]}  # Keras takes one stride for both directions here
        if kind == "pool":
            layer = {key: value for key, value in layer.items() if key not in ("dilation", "use_bias")}
        assert len(set(shape)) == 3
        assert_agrees(layer, shape)


@pytest.mark.parametrize("varied", [("groups",), ("groups", "pairs"), ("groups", "use_bias")], ids="-".join)
def test_groups_have_the_parameters_of_keras(varied: tuple[str, ...]) -> None:
    for layer, shape in reference.layers(8, "conv", *varied, count=8):
        assert_agrees(layer, shape)


@pytest.mark.parametrize("seed", [*range(501, 507), *range(511, 517)])
def test_whole_networks_agree_with_keras(seed: int) -> None:
    layers, shape = reference.network(seed)
    network = keras.Sequential([keras.Input(shape), *(built for layer in layers for built in in_keras(layer))])
    rows = reference.network_summary(layers, shape)
    assert sum(row["parameters"] for row in rows) == network.count_params()
    assert rows[-1]["output_shape"] == network.output_shape[1:]
    assert [row["output_shape"] for row in rows] == [layer.output.shape[1:] for layer in network.layers]


@pytest.mark.parametrize("kind", ["conv", "depthwise", "separable"])
@pytest.mark.parametrize("varied", [(), ("stride",), ("same",), ("dilation",), ("pairs",)], ids="-".join)
def test_macs_are_the_products_that_keras_adds_up(kind: str, varied: tuple[str, ...]) -> None:
    """With weights and inputs of ones, an output is the number of its products; zeros of the padding count as well."""
    for layer, shape in reference.layers(9, kind, *varied, count=3):
        layer = {**layer, "use_bias": False}
        if layer.get("padding") == "same":
            layer = {**layer, "padding": "valid"}
        (built,) = in_keras(layer)
        built.build((None, *shape))
        built.set_weights([np.ones(weight.shape, "float32") for weight in built.weights])
        total = float(np.sum(built(np.ones((1, *shape), "float32")), dtype=np.float64))
        if kind == "separable":  # its second step sums over sums: count the two apart
            places = np.prod(reference.layer_output_shape(layer, shape)[:2])
            area = np.prod(layer["kernel_size"]) if "pairs" in varied else layer["kernel_size"] ** 2
            assert total == area * shape[-1] * layer["filters"] * places
            total = (area * shape[-1] + shape[-1] * layer["filters"]) * places
        assert reference.layer_macs(layer, shape) == total


@pytest.mark.parametrize("seed", range(12))
def test_receptive_fields_are_where_keras_answers(seed: int) -> None:
    """Light one pixel after the other: an output's field is the pixels that it answers to."""
    rng = np.random.default_rng(seed)
    layers = []
    for _ in range(int(rng.integers(1, 4))):
        stride = int(rng.integers(1, 4))
        layer = {"type": "conv", "filters": 1, "kernel_size": (int(rng.integers(1, 5)), 1), "stride": (stride, 1)}
        layer["padding"] = "same" if stride == 1 and rng.random() < 0.4 else (int(rng.integers(0, 3)), 0)
        if stride == 1:
            layer["dilation"] = (int(rng.integers(1, 4)), 1)
        layers.append({**layer, "use_bias": False})
    n, output = 90, 5
    network = keras.Sequential([keras.Input((n, 1, 1)), *(built for layer in layers for built in in_keras(layer))])
    network.set_weights([np.ones(weight.shape, "float32") for weight in network.weights])
    answers = np.asarray(network(np.eye(n, dtype="float32").reshape(n, n, 1, 1)))[:, :, 0, 0]  # (pixel lit, output)
    field = reference.receptive_field(layers)
    for number in (output, output + 1):
        lit = np.flatnonzero(answers[:, number])
        first = field["start"] + number * field["jump"]
        seen = reference._seen(layers, number)
        assert lit.tolist() == sorted(pixel for pixel in seen if 0 <= pixel < n)
        assert (min(seen), max(seen)) == (first, first + field["size"] - 1)


def test_the_hidden_tests_draw_what_is_compared_here() -> None:
    source = nbformat.read(ROOT / "solutions" / "counting" / "counting.ipynb", as_version=4)
    text = "\n".join(cell.source for cell in source.cells)
    for seed in (501, 507, 511, 517):
        assert str(seed) in text
    assert "keras" not in text.replace("as in Keras", "").replace("as Keras does it", "")

"""The counting chapter's demos without a browser: what they draw, and that their sentences say what is true."""

import itertools
import re

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from pictures import assert_described_and_in_the_pages_ink

from autograder.reference import counting as reference
from convcourse import plots
from convcourse.demos import counting as demos

CALCULATOR = list(
    itertools.product(["conv", "separable"], [16, 64], [3, 5], [1, 2], ["same", "valid"], ["flatten", "global_pool"])
)


def numbers(sentence: str) -> list[float]:
    """All numbers in a sentence, without the commas between thousands."""
    return [float(found) for found in re.findall(r"\d+(?:\.\d+)?", re.sub(r"(?<=\d),(?=\d{3})", "", sentence))]


def texts(figure: Figure) -> list[str]:
    return [text.get_text() for ax in figure.axes for text in ax.texts]


@pytest.mark.parametrize("case", CALCULATOR[::3], ids=str)
def test_calculator_adds_up(case: tuple) -> None:
    layer, filters, kernel_size, stride, padding, head = case
    block = {"type": layer, "kernel_size": kernel_size, "padding": padding}
    pool = {"type": "pool", "kernel_size": 2}
    layers = [{**block, "filters": filters, "stride": stride}, pool, {**block, "filters": 2 * filters}, pool]
    layers += [{"type": head}, {"type": "dense", "units": 10}]
    rows = reference.network_summary(layers, (32, 32, 3))
    figure, sentence = demos.calculator(*case)
    parameters, macs, kilobytes, share, work = numbers(sentence)
    assert parameters == sum(row["parameters"] for row in rows)
    assert macs == sum(row["macs"] for row in rows)
    stored = 32 * 32 * 3 + sum(row["activations"] for row, one in zip(rows, layers) if one["type"] != "flatten")
    assert kilobytes == pytest.approx(4 * stored / 1000, abs=0.051)
    assert share == round(100 * max(row["parameters"] for row in rows) / parameters)
    assert work == round(100 * max(row["macs"] for row in rows) / macs)
    shown = texts(figure)
    for row in rows:
        assert f"{row['parameters']:,}" in shown
        assert f"{row['macs']:,}" in shown
    assert len([patch for patch in figure.axes[0].patches if isinstance(patch, Rectangle)]) == 2


@pytest.mark.parametrize("network", ["VGG16", "AlexNet", "LeNet-5"])
@pytest.mark.parametrize("show", ["activations", "parameters", "multiply-adds"])
def test_bars_are_as_long_as_what_they_count(network: str, show: str) -> None:
    layers, shape = {
        "VGG16": (demos.vgg16(), (224, 224, 3)),
        "AlexNet": (demos.alexnet(), (227, 227, 3)),
        "LeNet-5": (demos.lenet5(), (32, 32, 1)),
    }[network]
    rows = reference.network_summary(layers, shape)
    key = {"multiply-adds": "macs"}.get(show, show)
    expected = [row[key] for row, layer in zip(rows, layers) if layer["type"] != "flatten"]
    figure, sentence = demos.network_bars(network, show)
    lengths = [patch.get_width() for patch in figure.axes[0].patches]
    assert lengths[1:] == expected
    said = numbers(sentence.split(":", 1)[1])
    assert said[0] == sum(lengths)
    assert max(lengths) in said


@pytest.mark.parametrize("case", list(itertools.product([1, 3, 7], [16, 256], [16, 512])), ids=str)
def test_cost_compares_the_same_layer_three_ways(case: tuple) -> None:
    kernel_size, channels, filters = case
    standard = kernel_size**2 * channels * filters * 784
    bottleneck = (channels * channels // 4 + kernel_size**2 * channels // 4 * filters) * 784
    separable = (kernel_size**2 * channels + channels * filters) * 784
    figure, sentence = demos.cost(*case)
    assert [patch.get_width() for patch in figure.axes[0].patches] == [standard, bottleneck, separable]
    assert {standard, bottleneck, separable} <= set(numbers(sentence))


FIELDS = list(itertools.product([1, 2, 3], [2, 3], demos.STACKS, ["first", "middle", "last"]))


@pytest.mark.parametrize("case", FIELDS, ids=str)
def test_field_1d_sees_what_a_walk_backwards_finds(case: tuple) -> None:
    layers, kernel_size, stack, output = case
    strides, dilations = demos.STACKS[stack]
    specified = [
        {"type": "conv", "filters": 1, "kernel_size": kernel_size, "stride": stride, "dilation": dilation}
        for stride, dilation in list(zip(strides, dilations))[:layers]
    ]
    size, count = demos.PIXELS, None
    for layer in specified:
        size = reference.output_size(size, kernel_size, layer["stride"], 0, layer["dilation"])
    count = size
    chosen = {"first": 0, "middle": count // 2, "last": count - 1}[output]
    figure, sentence = demos.field_1d(*case)
    said = numbers(sentence)
    field = reference.receptive_field(specified)
    seen = reference._seen(specified, chosen)
    assert said[:5] == [chosen, count, min(seen), max(seen), field["size"]]
    assert said[-1] == field["jump"]
    assert max(seen) < demos.PIXELS
    orange = [
        patch
        for patch in figure.axes[0].patches
        if patch.get_facecolor()[:3] == pytest.approx((0.902, 0.624, 0), abs=0.01) and abs(patch.get_y() + 0.2) < 1e-9
    ]
    assert len(orange) == len(seen)


@pytest.mark.parametrize("name", list(demos.FIELDS_2D))
def test_field_2d_counts_the_ways(name: str) -> None:
    stack = [
        {"type": "conv", "filters": 1, "kernel_size": k, "stride": stride, "dilation": dilation}
        for k, stride, dilation in demos.FIELDS_2D[name]
    ]
    seen, size = reference._seen(stack, 0), reference.receptive_field(stack)["size"]
    ways = {0: 1}  # from the output back to the pixels
    for layer in reversed(stack):
        before: dict[int, int] = {}
        for place, count in ways.items():
            for tap in range(layer["kernel_size"]):
                pixel = place * layer["stride"] + tap * layer["dilation"]
                before[pixel] = before.get(pixel, 0) + count
        ways = before
    assert set(ways) == seen
    figure, sentence = demos.field_2d(name)
    assert f"{size} × {size}" in sentence
    assert f"by {max(ways.values()) ** 2} way" in sentence
    # a frame, the pixels that reach the output, the field's outline
    assert len(figure.axes[0].patches) == 2 + len(seen) ** 2
    assert f"{sum(k * k for k, _, _ in demos.FIELDS_2D[name])} C²" in sentence
    assert ("only" in sentence) == (len(seen) < size)
    assert size <= demos.SIDE


def every_demo():
    yield demos.calculator("separable", 64, 5, 2, "valid", "global_pool")
    yield demos.network_bars("AlexNet", "parameters")
    yield demos.cost(5, 64, 64)
    yield demos.field_1d(3, 3, "dilation 1, 2, 4", "last")
    yield demos.field_2d("three 3 × 3, dilation 2 each")


def test_every_picture_carries_its_sentence_and_ink_that_fits_any_page() -> None:
    for figure, sentence in every_demo():
        assert_described_and_in_the_pages_ink(figure, sentence)


def test_the_same_values_give_the_same_picture() -> None:
    assert plots.to_svg(*demos.cost(3, 64, 64)) == plots.to_svg(*demos.cost(3, 64, 64))


def test_published_networks_have_their_published_parameters() -> None:
    for layers, shape, published in [
        (demos.vgg16(), (224, 224, 3), 138_357_544),
        (demos.alexnet(2), (227, 227, 3), 60_965_224),
        (demos.alexnet(1), (227, 227, 3), 62_378_344),
        (demos.lenet5(), (32, 32, 1), 61_706),
    ]:
        counts = [row["parameters"] for row in reference.network_summary(layers, shape)]
        assert np.sum(counts) == published

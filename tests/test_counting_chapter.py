"""The numbers that the lectures' slides state for counting, computed; and what the chapter says about the wrong ones.

The ids are those of the ledger of slide numbers.
"""

import math
import re

import pytest
from course import ROOT

from convcourse import counting
from convcourse.counting import layer_macs, layer_parameters, network_summary, output_size, receptive_field
from convcourse.demos.counting import alexnet, lenet5, vgg16

POOL, FLATTEN = {"type": "pool", "kernel_size": 2}, {"type": "flatten"}


def conv(filters: int, kernel_size: int, **settings) -> counting.Layer:
    return {"type": "conv", "filters": filters, "kernel_size": kernel_size, **settings}


def dense(units: int) -> counting.Layer:
    return {"type": "dense", "units": units}


def column(layers: list, shape: tuple, key: str) -> list:
    return [row[key] for row in network_summary(layers, shape)]


def parameters(layers: list, shape: tuple) -> int:
    return sum(column(layers, shape, "parameters"))


VGG, VGG_INPUT = vgg16(), (224, 224, 3)
NETWORK_C = [conv(8, 3, padding="same"), conv(16, 5, stride=2, padding="same"), FLATTEN, dense(512), dense(4)]
DIGITS = [conv(32, 3), POOL, conv(64, 3), POOL, conv(64, 3), FLATTEN, dense(64), dense(10)]
PETS = [conv(32, 3), POOL, conv(64, 3), POOL, conv(128, 3), POOL, conv(128, 3), POOL, FLATTEN, dense(512), dense(1)]
ONE, THREE, FIVE, SQUEEZE = (conv(f, k, padding="same") for f, k in [(128, 1), (192, 3), (96, 5), (64, 1)])
WIDE, NARROW = (28, 28, 256), (28, 28, 64)
BOTTLENECK = [layer_macs(SQUEEZE, WIDE)] * 3 + [
    layer_macs(ONE, WIDE),
    layer_macs(THREE, NARROW),
    layer_macs(FIVE, NARROW),
]
VGG_DENSE = sum(row["parameters"] for row in network_summary(VGG, VGG_INPUT) if row["type"] == "dense")
SEPARABLE = {"type": "separable", "filters": 256, "kernel_size": 5}
NO_BIAS = [{**layer, "use_bias": False} if layer["type"] != "pool" else layer for layer in VGG]
VGG_WEIGHTS = column(NO_BIAS, VGG_INPUT, "parameters")

RIGHT = {
    "conv-rf-5-3-2": ([output_size(5, 3, 2, 1), output_size(3, 3, 2, 1)], [3, 2]),
    "count-rgb-1": (layer_parameters(conv(1, 3), (32, 32, 3)), 28),
    "count-rgb-8": (layer_parameters(conv(8, 3), (32, 32, 3)), 224),
    "count-rgb-16": (layer_parameters(conv(16, 3), (32, 32, 3)), 448),
    "count-5x5-16": (layer_parameters(conv(16, 5), (32, 32, 8)), 3216),
    "count-mnist": (
        [*(count for count in column(DIGITS, (28, 28, 1), "parameters") if count), parameters(DIGITS, (28, 28, 1))],
        [320, 18496, 36928, 36928, 650, 93322],
    ),
    "count-alexnet-conv1-out": (output_size(227, 11, 4), 55),
    "count-alexnet-conv1": (
        round(layer_parameters(conv(96, 11, stride=4, use_bias=False), (227, 227, 3)) / 1000),
        35,
    ),
    "count-alexnet-pool1": (
        [network_summary(alexnet(), (227, 227, 3))[1][key] for key in ("output_shape", "parameters")],
        [(27, 27, 96), 0],
    ),
    "count-vgg-3x3-stack": (
        [3 * layer_parameters(conv(8, k, use_bias=False), (9, 9, 8)) / (3 if k == 7 else 1) / 64 for k in (3, 7)],
        [27, 49],
    ),
    "count-vgg-rf": (receptive_field([conv(1, 3)] * 3)["size"], 7),
    "count-vgg-rf-2": (receptive_field([conv(1, 3)] * 2)["size"], 5),
    "count-vgg16-weights-nobias": ([VGG_WEIGHTS[0], max(VGG_WEIGHTS)], [1728, 102760448]),
    "count-vgg16": (parameters(VGG, VGG_INPUT), 138357544),
    "count-vgg16-fc": ([VGG_DENSE, round(100 * VGG_DENSE / 138357544)], [123642856, 89]),
    "count-inception-depth": (128 + 192 + 96 + 256, 672),
    "count-inception-naive": (round(sum(layer_macs(layer, WIDE) for layer in (ONE, THREE, FIVE)) / 1e6), 854),
    "count-inception-small": (
        [
            layer_parameters(conv(filters, size), (16, 16, channels))
            for filters, size, channels in [
                (32, 3, 3),
                (64, 1, 32),
                (64, 1, 32),
                (32, 1, 32),
                (32, 3, 64),
                (32, 5, 64),
                (32, 1, 32),
            ]
        ]
        + [layer_parameters(dense(10), (128,))],
        [896, 2112, 2112, 1056, 18464, 51232, 1056, 1290],
    ),
    "count-haykin-shape": (
        [output_size(28, 5), output_size(24, 2, 2), output_size(12, 5), output_size(8, 2, 2), output_size(4, 4)],
        [24, 12, 8, 4, 1],
    ),
}


@pytest.mark.parametrize("row", RIGHT)
def test_slide_numbers_that_are_right(row: str) -> None:
    computed, slide = RIGHT[row]
    assert computed == slide


def test_sums_that_the_slides_leave_out() -> None:
    """count-cnn-c and count-catsdogs; the pages say them."""
    assert parameters(NETWORK_C, (32, 32, 3)) == 2_103_156
    assert parameters(PETS, (150, 150, 3)) == 3_453_121
    assert "2,103,156" in page("layers")
    assert "3,453,121" in page("layers")


def test_count_lenet() -> None:
    """60K is what was published; with every kernel it is 61,706."""
    assert parameters(lenet5(), (32, 32, 1)) == 61_706


def test_count_densenet_channels() -> None:
    """k0 + k (l - 1), by stacking."""
    channels, growth = 64, 32
    for number in range(1, 7):
        assert channels == 64 + growth * (number - 1)
        channels += growth


@pytest.mark.parametrize(("taps", "channels", "filters"), [(3, 16, 32), (5, 7, 11), (1, 4, 9)])
def test_count_separable_ratio(taps: int, channels: int, filters: int) -> None:
    shape = (12, 9, channels)
    settings = {"filters": filters, "kernel_size": taps, "padding": "same"}
    ratio = layer_macs({"type": "separable", **settings}, shape) / layer_macs({"type": "conv", **settings}, shape)
    assert ratio == pytest.approx(1 / filters + 1 / taps**2)


# the slides' lines for VGG16's activations, in thousands, the input first
SLIDE_MEMORY = [150, 3200, 3200, 800, 1600, 1600, 400, 800, 800, 800, 200, 400, 400, 400, 100, 100, 100, 100, 25]
SLIDE_WEIGHTS = [
    1728,
    36864,
    73728,
    147456,
    294912,
    589824,
    589824,
    1179648,
    *[2359296] * 5,
    102760448,
    16777216,
    4096000,
]


def test_vgg16_line_by_line() -> None:
    rows = [row for row in network_summary(VGG, VGG_INPUT) if row["type"] in ("conv", "pool")]
    ours = [math.prod(VGG_INPUT), *(row["activations"] for row in rows)]
    assert all(abs(a / 1000 - b) <= 0.015 * b for a, b in zip(ours, SLIDE_MEMORY, strict=True))
    assert [count for count in VGG_WEIGHTS if count] == SLIDE_WEIGHTS


def test_slide_number_that_is_wrong_count_vgg16_memory() -> None:
    """24M values and about 100 MB: the lines add up to 15.2M, 61 MB."""
    values = math.prod(VGG_INPUT) + sum(
        row["activations"] for row in network_summary(VGG, VGG_INPUT) if row["type"] != "flatten"
    )
    assert values == 15_237_608
    assert round(4 * values / 1e6) == 61
    assert sum(SLIDE_MEMORY) * 1000 == pytest.approx(values, rel=0.01)
    convolutions = sum(row["activations"] for row in network_summary(VGG, VGG_INPUT) if row["type"] == "conv")
    assert round((values + convolutions) / 1e6, 1) == 28.8  # no reading gives 24
    assert "15.2 million" in page("networks")


def test_slide_number_that_is_wrong_count_vgg_rare() -> None:
    base = parameters(VGG[:-1], VGG_INPUT)
    assert base + layer_parameters(dense(2), (4096,)) == 134_268_738 == 134_268_737 + 1
    assert (134_268_737 - base) % 4097 != 0  # no number of outputs gives the slide's


def test_slide_numbers_that_are_wrong_count_vgg_size_and_count_alexnet_size() -> None:
    vgg, alex = 4 * parameters(VGG, VGG_INPUT), 4 * parameters(alexnet(), (227, 227, 3))
    assert (round(vgg / 1e6), round(vgg / 2**20)) == (553, 528)
    assert (round(alex / 1e6), round(alex / 2**20)) == (244, 233)
    assert round(4 * parameters(alexnet(1), (227, 227, 3)) / 1e6) == 250
    assert 522 not in (553, 528)
    assert 255 / 60 == 4.25


def test_slide_number_that_is_wrong_count_alexnet_split() -> None:
    """3.7M and 58.6M belong to one tower, the 60M beside them to two."""
    split = {}
    for groups in (1, 2):
        rows = network_summary(alexnet(groups), (227, 227, 3))
        split[groups] = [sum(row["parameters"] for row in rows if row["type"] == kind) for kind in ("conv", "dense")]
    assert [round(count / 1e6, 1) for count in split[1]] == [3.7, 58.6]
    assert [round(count / 1e6, 1) for count in split[2]] == [2.3, 58.6]
    assert (sum(split[1]), sum(split[2])) == (62_378_344, 60_965_224)
    assert [round(100 * count / sum(split[1])) for count in split[1]] == [6, 94]


def test_slide_numbers_that_are_wrong_count_inception_bottleneck() -> None:
    """353M and 358M; the lines give 271M, and 358M with the 3 by 3 line twice."""
    assert sum(BOTTLENECK) == 271_351_808
    assert round((sum(BOTTLENECK) + layer_macs(THREE, NARROW)) / 1e6) == 358
    assert round((sum(BOTTLENECK) - layer_macs(FIVE, NARROW) + layer_macs(FIVE, (28, 28, 264))) / 1e6) == 648


def test_slide_numbers_that_are_wrong_count_mobilenet() -> None:
    """2.8M and 60K count the input's places; the parameters, 20K and 1K, are right."""
    shape = (12, 12, 3)
    standard = conv(256, 5)
    assert (layer_macs(standard, shape), layer_macs(SEPARABLE, shape)) == (1_228_800, 53_952)
    assert round(25 * 3 * 256 * 144 / 1e6, 1) == 2.8
    assert round((25 * 3 * 144 + 3 * 256 * 64) / 1e3) == 60
    assert (layer_parameters(standard, shape), layer_parameters(SEPARABLE, shape)) == (19_456, 1_099)
    assert (25 * 3 + 3) + (3 * 256 + 256) == 1_102
    assert (round(1_228_800 / 53_952), round(2_764_800 / 59_952)) == (23, 46)


def test_slide_number_that_is_wrong_count_haykin_weights() -> None:
    """2600 weights belong to ten outputs; with the slide's 26 there are 5,666."""
    kernels = 20
    connections = 24 * 24 * 4 * 26 + 12 * 12 * 4 * 5 + 8 * 8 * (kernels * 25 + 12) + 4 * 4 * 12 * 5
    weights = 4 * 26 + 4 * 2 + (kernels * 25 + 12) + 12 * 2
    assert (connections + 10 * 193, weights + 10 * 193) == (98_442, 2_578)
    assert (connections + 26 * 193, weights + 26 * 193) == (101_530, 5_666)
    assert 26 * 193 > 2600  # the outputs alone


def test_slide_formula_that_is_wrong_rounding_up() -> None:
    assert output_size(224, 3, 2) == 111 == len([start for start in range(0, 224, 2) if start + 3 <= 224])
    assert math.ceil((224 - 3) / 2) + 1 == 112


def page(name: str) -> str:
    """The page's text on one line, wherever its lines are broken."""
    return " ".join((ROOT / "book" / "counting" / f"{name}.md").read_text().split())


def test_every_wrong_slide_has_its_note() -> None:
    notes = "".join(page(name) for name in ("index", "layers", "networks", "cheaper", "field"))
    assert notes.count(":class: slip") == 8
    for wrong in (
        "24M",
        "about 100 MB",
        "134,268,737",
        "522 MB",
        "255 MB",
        "3.7 million",
        "353 million",
        "358 million",
    ):
        assert wrong in notes, wrong
    for wrong in ("2.8M and 60K", "2600", "rounding *up*"):
        assert wrong in notes, wrong


def test_numbers_in_the_prose_are_computed() -> None:
    """The larger numbers of the running text, against the calculator."""
    rows = network_summary(VGG, VGG_INPUT)
    work = sum(row["macs"] for row in rows)
    assert round(work / 1e9) == 15
    assert len([row for row in rows if row["type"] != "flatten"]) == 21
    assert round(100 * 102_764_544 / 138_357_544) == 74
    fields = [receptive_field([layer for layer in VGG if layer["type"] in ("conv", "pool")][:n])["size"] for n in (18,)]
    assert fields == [212]
    assert 1 + 2 * 112 >= 224 > 1 + 2 * 111
    assert 1 + 2 * (2**7 - 1) >= 224 > 1 + 2 * (2**6 - 1)
    assert layer_parameters(dense(10), (32,)) == 330
    numbers = re.findall(
        r"212|15 billion|112 layers|330 parameters|74%", page("index") + page("field") + page("networks")
    )
    assert len(set(numbers)) == 5

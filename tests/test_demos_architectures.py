"""The architectures chapter's demos without a browser: what they draw, and that their sentences say what is true."""

import itertools
import re

import keras
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from pictures import assert_described_and_in_the_pages_ink

from convcourse import counting, plots
from convcourse.data import architectures as data
from convcourse.demos import architectures as demos
from convcourse.zoo import NETWORKS
from convcourse.zoo.blocks import squeeze_and_excite
from convcourse.zoo.costs import model_costs, without_weights
from convcourse.zoo.densenet import dense_layer
from convcourse.zoo.googlenet import MODULES, inception_module
from convcourse.zoo.mobilenet import depthwise_separable, inverted_residual
from convcourse.zoo.resnet import basic_block, bottleneck
from convcourse.zoo.shufflenet import shuffle_unit
from convcourse.zoo.squeezenet import fire


def numbers(sentence: str) -> list[float]:
    """All numbers in a sentence, without the commas between thousands."""
    return [float(found) for found in re.findall(r"\d+(?:\.\d+)?", re.sub(r"(?<=\d),(?=\d{3})", "", sentence))]


def texts(figure: Figure) -> str:
    return "\n".join(text.get_text() for ax in figure.axes for text in ax.texts)


# ---- the Neocognitron ----


@pytest.mark.parametrize("letter", list(demos.LETTERS))
@pytest.mark.parametrize("place", [(5, 5), (1, 9), (9, 3)])
def test_a_moved_letter_is_known_again(letter: str, place: tuple[int, int]) -> None:
    figure, sentence = demos.move_letter(letter, *place)
    picture, bars = figure.axes
    assert (np.asarray(picture.images[0].get_array()) == 1 - demos.drawn(letter, *place)).all()
    lengths = [patch.get_width() for patch in bars.patches]
    assert list(demos.LETTERS)[int(np.argmax(lengths))] == letter
    np.testing.assert_allclose(lengths, demos.neocognitron().respond(demos.drawn(letter, *place)))
    assert f"that of the {letter}, at {max(lengths):.2f}" in sentence
    common = int((demos.drawn(letter, *place) * demos.drawn("T", 5, 5)).sum())
    assert f"T {common}," in sentence


# ---- errors ----


def test_every_published_error_belongs_to_a_network_of_the_zoo_and_is_shown_once() -> None:
    assert set(data.PUBLISHED) <= set(NETWORKS)
    assert sorted(itertools.chain(*demos.GROUPS.values())) == sorted(data.PUBLISHED)
    assert {errors.source for errors in data.PUBLISHED.values()} == set(data.SOURCES)
    assert all(0 < errors.top5 < errors.top1 < 100 for errors in data.PUBLISHED.values())


@pytest.mark.parametrize("cost", ["parameters", "multiply-adds"])
@pytest.mark.parametrize("error", ["top-5", "top-1"])
@pytest.mark.parametrize("group", ["small", "EfficientNet"])
def test_error_against_draws_each_network_at_its_place(cost: str, error: str, group: str) -> None:
    key = {"parameters": "parameters", "multiply-adds": "macs"}[cost]
    places = {
        name: (data.network(name)[key], errors.top5 if error == "top-5" else errors.top1)
        for name, errors in data.PUBLISHED.items()
    }
    figure, sentence = demos.error_against(cost, error, group)
    ax = figure.axes[0]
    line = {tuple(point) for point in ax.lines[0].get_xydata()}
    assert line == {places[name] for name in demos.GROUPS[group]}
    dots = {tuple(point) for point in np.asarray(ax.collections[0].get_offsets())}
    assert dots | line == set(places.values())
    low, high = ax.get_xlim()
    assert all(low < x < high and 0 < y < ax.get_ylim()[1] for x, y in places.values())
    best = min(demos.GROUPS[group], key=lambda name: places[name][1])
    assert sentence.startswith(f"{best}: {places[best][0]:,} {cost}, {places[best][1]:.1f}%")
    worse = [x > places[best][0] and y > places[best][1] for x, y in places.values()]
    assert f"{sum(worse)} of {len(places)} networks" in sentence


@pytest.mark.parametrize("cost", ["parameters", "multiply-adds"])
@pytest.mark.parametrize("group", list(demos.GROUPS))
def test_names_beside_the_points_do_not_lie_on_each_other(cost: str, group: str) -> None:
    figure, _ = demos.error_against(cost, "top-5", group)
    FigureCanvasAgg(figure).draw()
    boxes = [text.get_window_extent() for text in figure.axes[0].texts]
    assert len(boxes) == len(demos.GROUPS[group])
    for one, other in itertools.combinations(boxes, 2):
        assert not one.shrunk(0.95, 0.8).overlaps(other.shrunk(0.95, 0.8))


# ---- families ----


@pytest.mark.parametrize("family", list(data.costs()["families"]))
@pytest.mark.parametrize("show", list(demos.MEASURES))
def test_family_bars_are_as_long_as_what_they_count(family: str, show: str) -> None:
    members = data.costs()["families"][family]
    expected = [member[demos.MEASURES[show]] for member in members.values()]
    figure, sentence = demos.family_costs(family, show)
    assert [patch.get_width() for patch in figure.axes[0].patches] == expected
    assert {min(expected), max(expected)} <= set(numbers(sentence))


@pytest.mark.parametrize("case", [(10, 1), (28, 10), (40, 2)])
def test_depth_and_width_mark_the_chosen_network(case: tuple[int, int]) -> None:
    depth, width = case
    chosen = data.costs()["grid"][f"{depth} {width}"]
    figure, sentence = demos.depth_and_width(depth, width)
    assert {chosen["parameters"], chosen["macs"]} <= set(numbers(sentence))
    for ax in figure.axes:
        assert len(ax.patches) == 26
        column, row = ax.patches[-1].get_xy()
        assert ax.get_xticklabels()[int(column)].get_text() == f"×{width}"
        assert ax.get_yticklabels()[int(row)].get_text() == str(depth)


@pytest.mark.parametrize("way", ["depth", "width", "image side", "all three"])
@pytest.mark.parametrize("phi", [0, 1, 4])
def test_spending_doubles_the_work_and_what_grows_is_drawn(way: str, phi: int) -> None:
    start, chosen = data.costs()["scaling"][way][0], data.costs()["scaling"][way][phi]
    figure, sentence = demos.spend(way, phi)
    lengths = [patch.get_width() for patch in figure.axes[0].patches]
    assert lengths[:3] == [chosen[key] / start[key] for key in ("macs", "parameters", "activations")]
    # numbers of layers are rounded up: 2.6 times instead of 1.9 for phi = 1 of all three
    assert 0.9 * 2**phi <= lengths[0] <= 1.3 * 2**phi
    assert max(lengths) < figure.axes[0].get_xlim()[1]
    assert {chosen["macs"], chosen["parameters"], chosen["activations"]} <= set(numbers(sentence))
    if way == "image side":
        assert chosen["parameters"] == start["parameters"]


# ---- networks ----


@pytest.mark.parametrize("network", demos.DRAWN)
def test_a_drawing_has_a_box_for_each_stage(network: str) -> None:
    costs = data.network(network)
    figure, sentence = demos.draw_network(network)
    left, right = figure.axes
    assert len(left.patches) == len(costs["stages"]) == len(right.patches) / 2
    assert {costs["depth"], costs["parameters"], costs["macs"]} <= set(numbers(sentence.split(":", 1)[1]))
    shown = texts(figure)
    for stage, patch in zip(costs["stages"], left.patches):
        assert f"{stage['side']} × {stage['side']} × {stage['channels']}" in shown
        assert patch.get_width() == pytest.approx(max(stage["side"] / costs["input"][0], 0.02))


# ---- blocks ----

# block -> the zoo's own, from its input
BUILT = {
    "inception": lambda x: inception_module(x, MODULES["3a"], name="block"),
    "residual": lambda x: basic_block(x, 64, stride=1, name="block"),
    "bottleneck": lambda x: bottleneck(x, 64, stride=1, name="block"),
    "grouped (ResNeXt)": lambda x: bottleneck(x, 64, stride=1, width=128, groups=32, name="block"),
    "dense layer": lambda x: dense_layer(x, 32, name="block"),
    "depthwise separable": lambda x: depthwise_separable(x, 128, stride=1, name="block"),
    "inverted residual": lambda x: inverted_residual(x, 24, expansion=6, stride=1, name="block"),
    "shuffle": lambda x: shuffle_unit(x, 240, stride=1, groups=3, first_groups=3, name="block"),
    "squeeze and excitation": lambda x: squeeze_and_excite(x, 16, name="block"),
    "fire": lambda x: fire(x, 16, 64, name="block"),
}


@pytest.mark.parametrize("name", list(BUILT))
def test_a_block_is_the_zoos(name: str) -> None:
    block = demos.BLOCKS[name]
    with without_weights():
        image = keras.Input(block.shape)
        model = keras.Model(image, BUILT[name](image))
    rows = model_costs(model)
    assert tuple(model.output_shape[1:]) == block.output()
    assert sum(row["macs"] for row in rows) == block.total(counting.layer_macs)
    kernels = sum(int(np.prod(weight.shape)) for weight in model.weights if "kernel" in weight.path)
    assert kernels == block.total(counting.layer_parameters)


@pytest.mark.parametrize("name", list(demos.BLOCKS))
def test_a_drawn_block_shows_every_layer_and_says_its_sums(name: str) -> None:
    block = demos.BLOCKS[name]
    figure, sentence = demos.draw_block(name)
    boxes = 1 + sum(map(len, block.inside())) + bool(block.join)
    assert len([text for text in figure.axes[0].texts if text.get_text()]) == boxes
    assert f"{block.total(counting.layer_parameters):,} weights" in sentence
    assert f"{block.total(counting.layer_macs):,} multiply-adds" in sentence
    assert " × ".join(map(str, block.output())) in sentence


# ---- plain against residual ----


@pytest.mark.parametrize("stop", [0, 4, 9])
@pytest.mark.parametrize("show", list(demos.SHOWN))
def test_learning_curves_are_the_runs(stop: int, show: str) -> None:
    epochs, measure = data.shortcuts()["epochs"], demos.SHOWN[show]
    scale = 1 if show == "training loss" else 100
    figure, sentence = demos.learning_curves(stop, show)
    for ax, network in zip(figure.axes, ("plain", "residual")):
        drawn = [line.get_ydata() for line in ax.lines]
        for depth in demos.depths():
            curves = data.curves(network, depth, measure)[:, : round(epochs * (stop + 1) / 10)]
            for curve in [*curves, curves.mean(axis=0)]:
                assert any(len(line) == len(curve) and np.allclose(line, scale * curve) for line in drawn)
            mean = scale * curves.mean(axis=0)[-1]
            said = f"{mean:.3f}" if show == "training loss" else f"{mean:.1f}%"
            assert f"{said} with {depth} layers" in sentence.split("residual")[network == "residual"]
        low, high = ax.get_ylim()
        if stop == 9:
            assert sum(((line < low) | (line > high)).sum() for line in drawn) <= 0.02 * sum(map(len, drawn))


@pytest.mark.parametrize("depth", demos.depths())
def test_gradients_are_those_that_were_measured(depth: int) -> None:
    figure, sentence = demos.gradient_sizes(depth)
    for line, network in zip(figure.axes[0].lines, ("plain", "residual")):
        sizes = next(
            entry["sizes"]
            for entry in data.shortcuts()["gradients"]
            if (entry["network"], entry["depth"]) == (network, depth)
        )
        np.testing.assert_array_equal(line.get_ydata(), sizes)
        assert len(sizes) == depth - 1  # the last layer is dense
        assert f"{sizes[0] / sizes[-1]:.1f} in the {network} network" in sentence


# ---- every picture ----


def every_demo():
    yield demos.move_letter("T", 3, 7)
    yield demos.error_against("parameters", "top-5", "ResNet")
    yield demos.family_costs("ResNet", "layers")
    yield demos.depth_and_width(28, 10)
    yield demos.spend("width", 2)
    yield demos.draw_network("GoogLeNet")
    yield demos.draw_block("inception")
    yield demos.learning_curves(9, "training error")
    yield demos.gradient_sizes(demos.depths()[-1])


def test_every_picture_carries_its_sentence_and_ink_that_fits_any_page() -> None:
    for figure, sentence in every_demo():
        assert_described_and_in_the_pages_ink(figure, sentence)


def test_the_same_values_give_the_same_picture() -> None:
    first, second = (plots.to_svg(*demos.draw_block("shuffle")) for _ in range(2))
    assert first == second

"""Demos of the architectures chapter: pure functions from control values to a figure and a sentence."""

import functools
import math
import re
from collections.abc import Callable
from operator import itemgetter

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from convcourse import counting, plots
from convcourse.counting import Layer, Shape
from convcourse.data import architectures as data
from convcourse.zoo.neocognitron import Neocognitron

MEASURES = {"parameters": "parameters", "multiply-adds": "macs", "activations": "activations", "layers": "depth"}


# ---- the Neocognitron ------------------------------------------------------------------------------------------------

LETTERS = {
    "X": "#.....# .#...#. ..#.#.. ...#... ..#.#.. .#...#. #.....#",
    "O": "..###.. .#...#. #.....# #.....# #.....# .#...#. ..###..",
    "T": "####### ...#... ...#... ...#... ...#... ...#... ...#...",
    "L": "#...... #...... #...... #...... #...... #...... #######",
}


def drawn(letter: str, row: int, column: int) -> np.ndarray:
    """(18, 18), ink 1 and paper 0: a letter of 7 x 7 cells whose upper left corner is at `row`, `column`."""
    image = np.zeros((18, 18))
    lines = LETTERS[letter].split()
    image[row : row + 7, column : column + 7] = [[cell == "#" for cell in line] for line in lines]
    return image


@functools.cache
def neocognitron() -> Neocognitron:
    """One that has seen each letter once, at row 5 and column 5."""
    network = Neocognitron()
    network.learn([drawn(letter, 5, 5) for letter in LETTERS])
    return network


def move_letter(letter: str, row: int, column: int) -> tuple[Figure, str]:
    """A letter somewhere, and how strongly each of the Neocognitron's last planes answers.

    letter  a key of LETTERS;  row, column  1 to 10
    """
    image = drawn(letter, row, column)
    answers = neocognitron().respond(image)
    figure, (left, right) = plots.figure(5.0, 2.3, 1, 2)
    plots.image(left, 1 - image, low=0, high=1)
    left.add_patch(Rectangle((-0.5, -0.5), 18, 18, facecolor="none", edgecolor=plots.GREY, linewidth=0.8))
    left.add_patch(Rectangle((4.5, 4.5), 7, 7, facecolor="none", edgecolor=plots.ORANGE, linewidth=1.5))
    names = list(LETTERS)
    right.barh(names, answers, color=[plots.BLUE if place == answers.argmax() else plots.GREY for place in range(4)])
    right.set(xlim=(0, 1), ylim=(3.6, -0.6), title="answer of its last planes")
    down, across = row - 5, column - 5
    moves = f"{abs(down)} {'down' if down > 0 else 'up'} and {abs(across)} {'right' if across > 0 else 'left'}"
    alike = ", ".join(f"{other} {(image * drawn(other, 5, 5)).sum():.0f}" for other in names)
    return figure, (
        f"{letter}, {f'moved by {moves}' if down or across else 'where it was learnt'}. The strongest plane is that of "
        f"the {names[answers.argmax()]}, at {answers.max():.2f}. Pixels in common with the letters as learnt: {alike}."
    )


# ---- published errors against costs ----------------------------------------------------------------------------------

GROUPS = {
    "AlexNet and VGG": ["AlexNet (2014)", "VGG11 (A)", "VGG13 (B)", "VGG16 (D)", "VGG19 (E)"],
    "Inception": ["GoogLeNet (batch norm)", "Inception-v3", "Inception-ResNet-v2", "Xception"],
    "ResNet": ["ResNet-18", "ResNet-34", "ResNet-50", "ResNet-101", "ResNet-152"],
    "ResNet's relatives": ["Wide ResNet-50-2", "ResNeXt-50", "SE-ResNet-50"],
    "DenseNet": ["DenseNet-121", "DenseNet-169", "DenseNet-201"],
    "small": ["SqueezeNet 1.0", "SqueezeNet 1.1", "MobileNet v1", "MobileNet v2", "ShuffleNet v2", "NASNet-Mobile"],
    "EfficientNet": [f"EfficientNet-B{size}" for size in range(8)],
}


def error_against(cost: str, error: str, group: str) -> tuple[Figure, str]:
    """Every network's published error against what it costs; one group with its names.

    cost   "parameters", "multiply-adds" or "activations", computed from the zoo
    error  "top-5" or "top-1", published (convcourse.data.architectures.PUBLISHED)
    group  a key of GROUPS
    """
    key, field = MEASURES[cost], error.replace("-", "")
    points = {name: (data.network(name)[key], getattr(errors, field)) for name, errors in data.PUBLISHED.items()}
    chosen = sorted(GROUPS[group], key=lambda name: points[name])
    others = np.array([place for name, place in points.items() if name not in chosen])
    figure, ax = plots.figure(5.2, 3.4)
    ax.scatter(*others.T, s=14, color=plots.GREY, alpha=0.55, linewidth=0)
    style = "o-" if group in ("ResNet", "DenseNet", "EfficientNet") else "o"  # a line where one plan grows
    ax.plot(*zip(*(points[name] for name in chosen)), style, color=plots.BLUE, markersize=5, linewidth=1)
    low, high = min(cost for cost, _ in points.values()) / 1.4, max(cost for cost, _ in points.values()) * 2.2
    top = 1.08 * max(value for _, value in points.values())
    short = {name: re.sub(r" \((batch norm|2014)\)|EfficientNet-", "", name) for name in chosen}
    places = {short[name]: points[name] for name in chosen}
    for name, height in spread(places, top, math.log10(high / low)).items():
        ax.annotate(name, (places[name][0], height), (5, 1), textcoords="offset points", fontsize=8)
    ax.set_xscale("log")
    ax.set(xlabel=cost, ylabel=f"{error} error, %", xlim=(low, high), ylim=(0, top))
    best = min(chosen, key=lambda name: points[name][1])
    worse = sum(value > points[best][1] and cost > points[best][0] for cost, value in points.values())
    sentence = (
        f"{best}: {points[best][0]:,} {cost}, {points[best][1]:.1f}% {error} error, the lowest of {group}. "
        f"{worse} of {len(points)} networks cost more and err more often."
    )
    return figure, sentence


def spread(places: dict[str, tuple[float, float]], top: float, decades: float) -> dict[str, float]:
    """Heights for the names to the right of their points: moved up where one would lie on another.

    places   name -> (cost, error);   top  of the error's axis;   decades  that the cost's axis spans
    """
    heights: dict[str, float] = {}
    line, letter = top / 18, decades / 60  # what a name takes upwards, and each of its letters to the right
    for name in sorted(places, key=lambda name: places[name][1]):
        x, heights[name] = places[name]
        for other in sorted(heights, key=heights.get):
            apart = math.log10(places[other][0] / x)
            beside = -len(other) * letter < apart < len(name) * letter
            if other != name and beside and abs(heights[name] - heights[other]) < line:
                heights[name] = heights[other] + line
    return heights


# ---- families --------------------------------------------------------------------------------------------------------


def family_costs(family: str, show: str) -> tuple[Figure, str]:
    """The members of a family, one bar each.

    family  a key of convcourse.data.architectures.costs()["families"]
    show    "parameters", "multiply-adds", "activations" or "layers"
    """
    members = data.costs()["families"][family]
    values = [member[MEASURES[show]] for member in members.values()]
    figure, ax = plots.figure(4.6, 0.35 + 0.3 * len(members))
    places = np.arange(len(members))
    ax.barh(places, values, color=plots.SKY)
    for place, value in zip(places, values):
        ax.text(value + max(values) * 0.01, place, f"{value:,}", va="center", fontsize=8)
    ax.set_yticks(places, list(members), fontsize=9)
    ax.set(ylim=(len(members) - 0.4, -0.6), xlim=(0, max(values) * 1.35))
    bare(ax)
    labels = list(members)
    least, most = int(np.argmin(values)), int(np.argmax(values))
    side = members[labels[most]]["input"][0]
    sentence = (
        f"{family}, {show}: from {values[least]:,} ({labels[least]}) to {values[most]:,} ({labels[most]}, images of "
        f"{side} × {side}), {values[most] / values[least]:.1f} times as many."
    )
    return figure, sentence


def depth_and_width(depth: int, width: int) -> tuple[Figure, str]:
    """Wide ResNets for CIFAR-10: what one of them costs beside all others of the grid.

    depth  10, 16, 22, 28 or 40 convolutions;  width  1, 2, 4, 8 or 10 times 16, 32 and 64 channels
    """
    grid = {tuple(map(int, key.split())): costs for key, costs in data.costs()["grid"].items()}
    chosen, base = grid[depth, width], grid[min(grid)]
    figure, axes = plots.figure(5.6, 2.7, 1, 2)
    depths, widths = (sorted({key[place] for key in grid}) for place in (0, 1))
    for ax, (title, key) in zip(axes, [("parameters", "parameters"), ("multiply-adds", "macs")]):
        for row, d in enumerate(depths):
            for column, w in enumerate(widths):
                value = grid[d, w][key]
                shade = 20 + 200 * math.log(value / base[key]) / math.log(grid[max(grid)][key] / base[key])
                face = f"{plots.SKY}{round(shade):02x}"
                ax.add_patch(Rectangle((column, row), 1, 1, facecolor=face, edgecolor=plots.GREY, linewidth=0.6))
                text = f"{value / 1e6:.1f}" if key == "parameters" else f"{value / 1e9:.2f}"
                ax.text(column + 0.5, row + 0.5, text, ha="center", va="center", fontsize=8)
        corner = (widths.index(width), depths.index(depth))
        ax.add_patch(Rectangle(corner, 1, 1, facecolor="none", edgecolor=plots.RED, linewidth=2.5))
        unit = "millions" if key == "parameters" else "billions"
        ax.set(xlim=(-0.05, len(widths) + 0.05), ylim=(len(depths) + 0.05, -0.05), title=f"{title}, {unit}")
        ax.set_xticks(np.arange(len(widths)) + 0.5, [f"×{w}" for w in widths], fontsize=8)
        ax.set_yticks(np.arange(len(depths)) + 0.5, depths, fontsize=8)
        ax.set_xlabel("width", fontsize=8)
        ax.tick_params(length=0)
        for spine in ax.spines.values():
            spine.set_visible(False)
    axes[0].set_ylabel("convolutions", fontsize=8)
    sentence = (
        f"{depth} convolutions, {width} times as wide: {chosen['parameters']:,} parameters and {chosen['macs']:,} "
        f"multiply-adds for 32 × 32 pixels, {chosen['parameters'] / base['parameters']:.0f} and "
        f"{chosen['macs'] / base['macs']:.0f} times those of the smallest."
    )
    return figure, sentence


def spend(way: str, phi: int) -> tuple[Figure, str]:
    """EfficientNet-B0 with about 2 ** phi times its work: what grows with it.

    way  "depth", "width", "image side" or "all three" (in the ratio that the paper found);  phi  0 to 4
    """
    ways = data.costs()["scaling"]
    start, chosen = ways[way][0], ways[way][phi]
    keys = {"multiply-adds": "macs", "parameters": "parameters", "activations": "activations", "layers": "depth"}
    factors = {label: chosen[key] / start[key] for label, key in keys.items()}
    factors["image side"] = chosen["input"][0] / start["input"][0]
    figure, ax = plots.figure(4.6, 1.9)
    places = np.arange(len(factors))
    colors = [plots.ORANGE, plots.SKY, plots.SKY, plots.SKY, plots.SKY]
    ax.barh(places, list(factors.values()), color=colors)
    for place, value in zip(places, factors.values()):
        ax.text(value + 0.25, place, f"×{value:.2f}", va="center", fontsize=8)
    ax.set_yticks(places, list(factors), fontsize=9)
    ax.set(ylim=(len(factors) - 0.4, -0.6), xlim=(0, 20))
    bare(ax)
    sentence = (
        f"φ = {phi}, spent on {way}: {chosen['macs']:,} multiply-adds ({factors['multiply-adds']:.1f} times B0's), "
        f"{chosen['parameters']:,} parameters, {chosen['depth']} layers, images of {chosen['input'][0]} × "
        f"{chosen['input'][0]}, {chosen['activations']:,} activations."
    )
    return figure, sentence


# ---- a network as a stack of stages ----------------------------------------------------------------------------------

DRAWN = [
    "LeNet-5",
    "AlexNet",
    "ZFNet",
    "VGG11 (A)",
    "VGG16 (D)",
    "VGG19 (E)",
    "NiN",
    "GoogLeNet",
    "Inception-v3",
    "ResNet-18",
    "ResNet-34",
    "ResNet-50",
    "ResNet-101",
    "ResNet-152",
    "Wide ResNet-50-2",
    "ResNeXt-50",
    "SE-ResNet-50",
    "DenseNet-121",
    "DenseNet-201",
    "Xception",
    "SqueezeNet 1.1",
    "MobileNet v1",
    "MobileNet v2",
    "ShuffleNet v2",
    "NASNet-Mobile",
    "EfficientNet-B0",
    "EfficientNet-B7",
]


def draw_network(network: str) -> tuple[Figure, str]:
    """A network from input to output: each box a stage, as wide as its maps, as high as it has layers.

    network  a name of convcourse.zoo.NETWORKS
    """
    costs = data.network(network)
    stages = costs["stages"]
    heights = [0.36 + 0.02 * stage["layers"] for stage in stages]
    figure, (left, right) = plots.figure(5.4, 0.5 + sum(heights), 1, 2, width_ratios=[3, 2])
    top, largest = 0.0, costs["input"][0]
    most = {key: max(stage[key] for stage in stages) for key in ("parameters", "macs")}
    for stage, height in zip(stages, heights):
        width, middle = max(stage["side"] / largest, 0.02), top + height / 2
        corner = (0.5 - width / 2, top + 0.03)
        left.add_patch(Rectangle(corner, width, height - 0.06, facecolor=plots.SKY, edgecolor="none"))
        left.text(1.04, middle, described(stage), va="center", fontsize=8, linespacing=1.0)
        for key, color, offset in [("parameters", plots.ORANGE, -0.075), ("macs", plots.GREEN, 0.075)]:
            length = stage[key] / most[key]
            corner = (0, middle + offset - 0.06)
            right.add_patch(Rectangle(corner, length, 0.12, facecolor=color, edgecolor="none"))
            right.text(length + 0.02, middle + offset, f"{stage[key] / costs[key]:.0%}", va="center", fontsize=8)
        top += height
    left.set(xlim=(0, 1.9), ylim=(top, 0), title=f"from {times(costs['input'])}")
    right.set(xlim=(0, 1.25), ylim=(top, 0))
    right.set_title("parameters (upper)\nmultiply-adds (lower)", fontsize=8)
    for ax in (left, right):
        ax.axis("off")
    heaviest, busiest = (max(stages, key=itemgetter(key)) for key in ("parameters", "macs"))
    sentence = (
        f"{network}: {costs['depth']} layers deep, {costs['parameters']:,} parameters, {costs['macs']:,} "
        f"multiply-adds. The stage with maps of {heaviest['side']} × {heaviest['side']} holds "
        f"{heaviest['parameters'] / costs['parameters']:.0%} of the parameters, the one with "
        f"{busiest['side']} × {busiest['side']} does {busiest['macs'] / costs['macs']:.0%} of the work."
    )
    return figure, sentence


def described(stage: dict[str, int]) -> str:
    """Two short lines: size of a stage's maps and channels of the widest, number of layers."""
    layers = {0: "pooling", 1: "1 layer"}.get(stage["layers"], f"{stage['layers']} layers")
    return f"{stage['side']} × {stage['side']} × {stage['channels']}\n{layers}"


# ---- blocks ----------------------------------------------------------------------------------------------------------


def conv(kernel_size: int, filters: int, groups: int = 1) -> Layer:
    """A convolution of a block, as convcourse.counting writes it: padding "same", no bias."""
    layer = {"type": "conv", "kernel_size": kernel_size, "filters": filters, "padding": "same", "use_bias": False}
    return {**layer, "groups": groups} if groups > 1 else layer


DEPTHWISE = {"type": "depthwise", "kernel_size": 3, "padding": "same", "use_bias": False}
POOL = {"type": "pool", "kernel_size": 3, "stride": 1, "padding": "same"}
SHUFFLE = {"type": "shuffle"}


class Block:
    """Branches that start from the same maps, and what joins them: "add", "concatenate", "multiply" or None (one)."""

    def __init__(
        self, network: str, shape: Shape, join: str | None, *branches: list[Layer], first: tuple[Layer, ...] = ()
    ) -> None:
        """network: where this very block stands;  shape: of its input;  branches: of layers, none for a shortcut.

        first  layers before the branches
        """
        self.network, self.shape, self.join, self.branches, self.first = network, shape, join, branches, list(first)

    def inside(self) -> list[list[tuple[Layer, Shape, Shape]]]:
        """Each layer with the shapes of its input and its output: those before the branches, then branch by branch."""
        before = walk(self.first, self.shape)
        start = before[-1][2] if before else self.shape
        return [before, *(walk(branch, start) for branch in self.branches)]

    def output(self) -> Shape:
        """Shape of what the block gives."""
        before, *branches = self.inside()
        start = before[-1][2] if before else self.shape
        ends = [branch[-1][2] if branch else start for branch in branches]
        if self.join == "concatenate":
            return (*self.shape[:2], sum(end[-1] for end in ends))
        return max(ends, key=len)  # a product with one factor a channel has the maps' shape

    def total(self, count: Callable[[Layer, Shape], int]) -> int:
        """Sum of `count(layer, shape of its input)` over all layers."""
        return sum(count(layer, into) for branch in self.inside() for layer, into, _ in branch if layer != SHUFFLE)


def walk(layers: list[Layer], shape: Shape) -> list[tuple[Layer, Shape, Shape]]:
    """(layer, shape before it, shape after it), one after the other."""
    steps = []
    for layer in layers:
        after = shape if layer == SHUFFLE else counting.layer_output_shape(layer, shape)
        steps.append((layer, shape, after))
        shape = after
    return steps


BLOCKS = {
    "plain": Block("ResNet-34 without shortcuts", (56, 56, 64), None, [conv(3, 64), conv(3, 64)]),
    "inception": Block(
        "GoogLeNet, module 3a",
        (28, 28, 192),
        "concatenate",
        [conv(1, 64)],
        [conv(1, 96), conv(3, 128)],
        [conv(1, 16), conv(5, 32)],
        [POOL, conv(1, 32)],
    ),
    "residual": Block("ResNet-34, first stage", (56, 56, 64), "add", [conv(3, 64), conv(3, 64)], []),
    "bottleneck": Block("ResNet-50, first stage", (56, 56, 256), "add", [conv(1, 64), conv(3, 64), conv(1, 256)], []),
    "grouped (ResNeXt)": Block(
        "ResNeXt-50, first stage", (56, 56, 256), "add", [conv(1, 128), conv(3, 128, groups=32), conv(1, 256)], []
    ),
    "dense layer": Block("DenseNet-121, first layer", (56, 56, 64), "concatenate", [], [conv(1, 128), conv(3, 32)]),
    "fire": Block(
        "SqueezeNet 1.1, module 3", (56, 56, 128), "concatenate", [conv(1, 64)], [conv(3, 64)], first=(conv(1, 16),)
    ),
    "depthwise separable": Block("MobileNet v1, third block", (56, 56, 128), None, [DEPTHWISE, conv(1, 128)]),
    "inverted residual": Block(
        "MobileNet v2, third block", (56, 56, 24), "add", [conv(1, 144), DEPTHWISE, conv(1, 24)], []
    ),
    "shuffle": Block(
        "ShuffleNet v1, second unit",
        (28, 28, 240),
        "add",
        [conv(1, 60, groups=3), SHUFFLE, DEPTHWISE, conv(1, 240, groups=3)],
        [],
    ),
    "squeeze and excitation": Block(
        "SE-ResNet-50, first stage",
        (56, 56, 256),
        "multiply",
        [],
        [
            {"type": "global_pool"},
            {"type": "dense", "units": 16, "use_bias": False},
            {"type": "dense", "units": 256, "use_bias": False},
        ],
    ),
}


def draw_block(block: str) -> tuple[Figure, str]:
    """One block of a famous network: its branches side by side, with the shape after each layer.

    block  a key of BLOCKS
    """
    drawn = BLOCKS[block]
    before, *branches = drawn.inside()
    columns, fork = len(branches), len(before)
    bottom = fork + 1 + max(len(branch) for branch in branches)  # the row of the sum
    rows = bottom + 1 if drawn.join else bottom
    figure, ax = plots.figure((1.15 if columns > 2 else 1.6) * columns + 0.2, 0.3 + 0.55 * rows)
    middle = (columns - 1) / 2
    box(ax, middle, 0, times(drawn.shape), plots.GREY)
    for row, (layer, _, after) in enumerate(before, start=1):
        arrow(ax, (middle, row - 0.75), (middle, row))
        box(ax, middle, row, label(layer, after), kind_color(layer))
    for column, branch in enumerate(branches):
        here = (middle, fork + 0.25)
        for row, (layer, _, after) in enumerate(branch, start=fork + 1):
            arrow(ax, here, (column, row))
            box(ax, column, row, label(layer, after), kind_color(layer))
            here = (column, row + 0.25)
        if drawn.join:  # a shortcut, like a short branch, goes down its own column first
            for there in [*([] if branch else [(column, fork + 0.6)]), (column, bottom - 0.6)]:
                ax.plot(*zip(here, there), color=plots.GREY, linewidth=1.2, zorder=0)
                here = there
            arrow(ax, here, (middle, bottom))
    if drawn.join:
        box(ax, middle, bottom, f"{drawn.join}\n{times(drawn.output())}", plots.ORANGE)
    ax.set(xlim=(-0.6, columns - 0.4), ylim=(rows - 0.6, -0.4))
    ax.axis("off")
    weights, macs = (drawn.total(count) for count in (counting.layer_parameters, counting.layer_macs))
    sentence = (
        f"The {block} block of {drawn.network}: {times(drawn.shape)} in, {times(drawn.output())} out; {weights:,} "
        f"weights, {macs:,} multiply-adds."
    )
    return figure, sentence


def label(layer: Layer, after: Shape) -> str:
    """What a layer does, and how many channels it puts out."""
    size = f"{layer.get('kernel_size')} × {layer.get('kernel_size')}"
    name = {
        "conv": f"{size} conv, {layer.get('groups', 1)} groups" if "groups" in layer else f"{size} conv",
        "depthwise": f"{size} depthwise",
        "pool": f"{size} max pool",
        "global_pool": "global average",
        "dense": "dense",
        "shuffle": "shuffle",
    }[layer["type"]]
    return f"{name}\n{after[-1]} channels"


def kind_color(layer: Layer) -> str:
    """Blue for what has weights, green for what has none."""
    return plots.SKY if layer["type"] in ("conv", "depthwise", "dense") else plots.GREEN


def box(ax: Axes, x: float, y: float, text: str, color: str) -> None:
    """A box around `text`, in units of columns and rows."""
    ax.add_patch(Rectangle((x - 0.46, y - 0.25), 0.92, 0.5, facecolor=color + "44", edgecolor=color))
    ax.text(x, y, text, ha="center", va="center", fontsize=8, linespacing=1.05)


def arrow(ax: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    """From `start` to the top of the box at `end`."""
    style = {"arrowstyle": "->", "color": plots.GREY, "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", (end[0], end[1] - 0.25), start, arrowprops=style)


# ---- plain against residual ------------------------------------------------------------------------------------------

DEPTH_COLORS = [plots.GREEN, plots.ORANGE, plots.RED]
SHOWN = {"training error": "train_error", "test error": "test_error", "training loss": "loss"}


def depths() -> list[int]:
    """The depths of the experiment."""
    return sorted({run["depth"] for run in data.shortcuts()["runs"]})


def learning_curves(stop: int, show: str) -> tuple[Figure, str]:
    """Plain networks left, residual ones right, one colour a depth; thin lines are the seeds, a thick one their mean.

    stop  0 to 9: draws so many tenths of the epochs, and one more
    show  a key of SHOWN
    """
    epochs = data.shortcuts()["epochs"]
    seen = round(epochs * (stop + 1) / 10)
    figure, axes = plots.figure(5.8, 2.8, 1, 2, sharey=True)
    last: dict[tuple[str, int], float] = {}
    for ax, network in zip(axes, ("plain", "residual")):
        for color, depth in zip(DEPTH_COLORS, depths()):
            curves = data.curves(network, depth, SHOWN[show])[:, :seen]
            scale = 1 if show == "training loss" else 100
            for curve in curves:
                ax.plot(np.arange(1, seen + 1), scale * curve, color=color, linewidth=0.6, alpha=0.5)
            mean = scale * curves.mean(axis=0)
            ax.plot(np.arange(1, seen + 1), mean, color=color, linewidth=2, label=f"{depth} layers")
            last[network, depth] = mean[-1]
        ax.set(title=network, xlabel="epoch", xlim=(0, epochs), ylim=(0, 2.5 if show == "training loss" else 92))
    axes[0].set_ylabel(show if show == "training loss" else f"{show}, %")
    axes[0].legend(frameon=False, fontsize=8)
    form = "{:.3f}" if show == "training loss" else "{:.1f}%"
    said = "; ".join(
        f"{network} " + ", ".join(f"{form.format(last[network, depth])} with {depth} layers" for depth in depths())
        for network in ("plain", "residual")
    )
    return figure, f"{show.capitalize()} after {seen} of {epochs} epochs: {said}."


def gradient_sizes(depth: int) -> tuple[Figure, str]:
    """Before training: how large the gradient is in each convolution, relative to its weights."""
    figure, ax = plots.figure(5.0, 2.6)
    sizes = {
        entry["network"]: np.array(entry["sizes"]) for entry in data.shortcuts()["gradients"] if entry["depth"] == depth
    }
    for (network, values), color in zip(sizes.items(), (plots.RED, plots.BLUE)):
        ax.plot(np.arange(1, len(values) + 1), values, "o-", markersize=3, color=color, label=network)
    ax.set_yscale("log")
    everything = [value for entry in data.shortcuts()["gradients"] for value in entry["sizes"]]
    ax.set(xlabel="convolution, first to last", ylabel="gradient / weights")
    ax.set_ylim(min(everything) / 1.5, max(everything) * 1.5)
    ax.legend(frameon=False, fontsize=8)
    ratios = {network: values[0] / values[-1] for network, values in sizes.items()}
    said = ", ".join(f"{ratio:.1f} in the {network} network" for network, ratio in ratios.items())
    return figure, f"{depth} layers: the gradient in the first convolution, over that in the last: {said}."


# ---- shared ----------------------------------------------------------------------------------------------------------


def times(shape: Shape) -> str:
    return " × ".join(map(str, shape))


def bare(ax: Axes) -> None:
    """Bars that carry their numbers need no axis."""
    ax.xaxis.set_visible(False)
    ax.spines["bottom"].set_visible(False)

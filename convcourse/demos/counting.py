"""Demos of the counting chapter: pure functions from control values to a figure and a sentence."""

import math

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from convcourse import counting, plots
from convcourse.counting import Layer, Shape

BYTES = 4  # of a number, as a float32
KIND_COLORS = {"conv": plots.SKY, "pool": plots.GREY, "dense": plots.ORANGE, "input": plots.GREY}


def vgg16() -> list[Layer]:
    """VGG's configuration D (Simonyan and Zisserman 2014), for images of 224 by 224."""
    layers: list[Layer] = []
    for filters, repeats in [(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)]:
        layers += [{"type": "conv", "filters": filters, "kernel_size": 3, "padding": "same"}] * repeats
        layers += [{"type": "pool", "kernel_size": 2}]
    return [*layers, {"type": "flatten"}, *({"type": "dense", "units": units} for units in (4096, 4096, 1000))]


def alexnet(groups: int = 2) -> list[Layer]:
    """AlexNet (Krizhevsky et al. 2012), for 227 by 227; groups 2: on two graphics cards, as published; 1: on one."""
    conv, pool = {"type": "conv"}, {"type": "pool", "kernel_size": 3, "stride": 2}
    return [
        {**conv, "filters": 96, "kernel_size": 11, "stride": 4},
        pool,
        {**conv, "filters": 256, "kernel_size": 5, "padding": 2, "groups": groups},
        pool,
        {**conv, "filters": 384, "kernel_size": 3, "padding": 1},
        {**conv, "filters": 384, "kernel_size": 3, "padding": 1, "groups": groups},
        {**conv, "filters": 256, "kernel_size": 3, "padding": 1, "groups": groups},
        pool,
        {"type": "flatten"},
        *({"type": "dense", "units": units} for units in (4096, 4096, 1000)),
    ]


def lenet5() -> list[Layer]:
    """LeNet-5 (LeCun et al. 1998) as it is built today: no kernel left out, pooling without weights. For 32 by 32."""
    conv, pool = {"type": "conv", "kernel_size": 5}, {"type": "pool", "kernel_size": 2}
    dense = [{"type": "dense", "units": units} for units in (120, 84, 10)]
    return [{**conv, "filters": 6}, pool, {**conv, "filters": 16}, pool, {"type": "flatten"}, *dense]


def calculator(layer: str, filters: int, kernel_size: int, stride: int, padding: str, head: str) -> tuple[Figure, str]:
    """A small network for 32 by 32 colour pictures, line by line: shape, parameters, multiply-adds, memory, field."""
    block = {"type": layer, "kernel_size": kernel_size, "padding": padding}
    layers = [
        {**block, "filters": filters, "stride": stride},
        {"type": "pool", "kernel_size": 2},
        {**block, "filters": 2 * filters},
        {"type": "pool", "kernel_size": 2},
        {"type": head},
        {"type": "dense", "units": 10},
    ]
    shape = (32, 32, 3)
    rows = counting.network_summary(layers, shape)
    figure, ax = plots.figure(4.3, 2.6)
    columns = [0.0, 0.49, 0.71, 0.9, 1.0]
    heads = ["layer, output", "parameters", "mult.-adds", "memory", "sees"]
    lines = [["input  32×32×3", "", "", _kilobytes(32 * 32 * 3), "1"]]
    for number, (one, row) in enumerate(zip(layers, rows)):
        name = f"{one['type'].replace('_', ' ')}  {_times(row['output_shape'])}"
        memory = "the same" if one["type"] == "flatten" else _kilobytes(row["activations"])
        numbers = [f"{row['parameters']:,}", f"{row['macs']:,}", memory]
        lines.append([name, *numbers, _seen(layers[: number + 1])])
    total = {key: sum(row[key] for row in rows) for key in ("parameters", "macs")}
    # the input is stored, too; flattening stores nothing new
    stored = 32 * 32 * 3 + sum(row["activations"] for row in rows if row["type"] != "flatten")
    lines.append(["altogether", f"{total['parameters']:,}", f"{total['macs']:,}", _kilobytes(stored), ""])
    most = {key: 1 + max(range(len(rows)), key=lambda number: rows[number][key]) for key in ("parameters", "macs")}
    for line, texts in enumerate([heads, *lines]):
        for column, (x, text) in enumerate(zip(columns, texts)):
            if line - 1 == {1: most["parameters"], 2: most["macs"]}.get(column):
                ax.add_patch(Rectangle((x - 0.185, line - 0.42), 0.195, 0.84, facecolor=plots.ORANGE + "66"))
            align = "left" if column == 0 else "right"
            weight = "bold" if line in (0, len(lines)) else "normal"
            ax.text(x, line, text, ha=align, va="center", fontsize=8, fontweight=weight)
    ax.axhline(0.5, color=plots.GREY, linewidth=0.8)
    ax.axhline(len(lines) - 0.5, color=plots.GREY, linewidth=0.8)
    ax.set(xlim=(-0.01, 1.02), ylim=(len(lines) + 0.5, -0.5))
    ax.axis("off")
    names = [f"first {layer}", "", f"second {layer}", "", "", "dense"]
    heaviest, busiest = most["parameters"] - 1, most["macs"] - 1
    share, work = rows[heaviest]["parameters"] / total["parameters"], rows[busiest]["macs"] / total["macs"]
    sentence = (
        f"{total['parameters']:,} parameters, {total['macs']:,} multiply-adds and {_kilobytes(stored)} of numbers for "
        f"one picture. The {names[heaviest]} layer holds {share:.0%} of the parameters, the {names[busiest]} layer "
        f"does {work:.0%} of the work."
    )
    return figure, sentence


def _seen(layers: list[Layer]) -> str:
    """Side of the receptive field; the padding plays no part in it."""
    try:
        return str(counting.receptive_field([{**layer, "padding": 0} for layer in layers])["size"])
    except ValueError:
        return "all"


def _times(shape: Shape) -> str:
    return "×".join(map(str, shape))


def _kilobytes(numbers: int) -> str:
    return f"{numbers * BYTES / 1000:.1f} kB"


def network_bars(network: str, show: str) -> tuple[Figure, str]:
    """One bar a layer: what it stores ("parameters"), computes ("multiply-adds") or puts out ("activations")."""
    layers, shape = {
        "VGG16": (vgg16(), (224, 224, 3)),
        "AlexNet": (alexnet(), (227, 227, 3)),
        "LeNet-5": (lenet5(), (32, 32, 1)),
    }[network]
    rows = [{"type": "input", "output_shape": shape, "parameters": 0, "macs": 0, "activations": math.prod(shape)}]
    # flattening stores nothing new: the same numbers under another shape
    rows += [row for row in counting.network_summary(layers, shape) if row["type"] != "flatten"]
    values = [row[{"multiply-adds": "macs"}.get(show, show)] for row in rows]
    figure, ax = plots.figure(4.3, 0.4 + 0.19 * len(rows))
    places = np.arange(len(rows))
    ax.barh(places, values, color=[KIND_COLORS[row["type"]] for row in rows])
    for place, value in zip(places, values):
        ax.text(value + max(values) * 0.01, place, f"{value:,}", va="center", fontsize=8)
    ax.set_yticks(places, [f"{row['type']} {_times(row['output_shape'])}" for row in rows], fontsize=8)
    ax.set(ylim=(len(rows) - 0.4, -0.6), xlim=(0, max(values) * 1.32))
    ax.xaxis.set_visible(False)
    ax.spines["bottom"].set_visible(False)
    total, biggest = sum(values), int(np.argmax(values))
    dense = sum(value for value, row in zip(values, rows) if row["type"] == "dense") / total
    sentence = (
        f"{network}, {show}: {total:,} altogether. The largest bar is {rows[biggest]['type']} "
        f"{_times(rows[biggest]['output_shape'])} with {values[biggest]:,}; the dense layers have {dense:.0%}."
    )
    return figure, sentence


def cost(kernel_size: int, channels: int, filters: int) -> tuple[Figure, str]:
    """Multiply-adds on 28 by 28 pixels: a standard layer, one behind a bottleneck of a quarter, a separable one."""
    shape, settings = (28, 28, channels), {"kernel_size": kernel_size, "padding": "same", "filters": filters}
    squeeze = {"type": "conv", "filters": channels // 4, "kernel_size": 1}
    ways = {
        "standard": [{"type": "conv", **settings}],
        "bottleneck": [squeeze, {"type": "conv", **settings}],
        "separable": [{"type": "separable", **settings}],
    }
    macs = {name: sum(row["macs"] for row in counting.network_summary(ways[name], shape)) for name in ways}
    figure, ax = plots.figure(4.3, 1.6)
    ax.barh(list(macs), list(macs.values()), color=[plots.SKY, plots.GREEN, plots.ORANGE])
    for place, (name, value) in enumerate(macs.items()):
        label = f"{value / 1e6:,.1f} M" + ("" if name == "standard" else f", {value / macs['standard']:.1%}")
        ax.text(value + max(macs.values()) * 0.01, place, label, va="center", fontsize=8)
    ax.set(xlim=(0, max(macs.values()) * 1.42), ylim=(2.6, -0.6))
    ax.xaxis.set_visible(False)
    ax.spines["bottom"].set_visible(False)
    saving = macs["standard"] / macs["separable"]
    sentence = (
        f"{filters} filters of {kernel_size} × {kernel_size} on 28 × 28 × {channels}: {macs['standard']:,} "
        f"multiply-adds; behind a bottleneck of {channels // 4} channels {macs['bottleneck']:,}, "
        f"separable {macs['separable']:,}, {saving:.1f} times fewer than standard."
    )
    return figure, sentence


PIXELS = 17  # of the row that field_1d looks at
STACKS = {
    "plain": ([1, 1, 1], [1, 1, 1]),  # strides and dilations of the three layers
    "stride 2": ([2, 2, 2], [1, 1, 1]),
    "dilation 1, 2, 4": ([1, 1, 1], [1, 2, 4]),
}


def field_1d(layers: int, kernel_size: int, stack: str, output: str) -> tuple[Figure, str]:
    """A row of pixels and up to three layers above it: what one output of the last one sees.

    stack   a key of STACKS
    output  "first", "middle", "last"
    """
    strides, dilations = STACKS[stack]
    widths = [PIXELS]
    for stride, dilation in list(zip(strides, dilations))[:layers]:
        widths.append((widths[-1] - dilation * (kernel_size - 1) - 1) // stride + 1)
    chosen = {"first": 0, "middle": widths[-1] // 2, "last": widths[-1] - 1}[output]
    seen = [{chosen}]
    links = []
    for level in range(layers, 0, -1):
        stride, dilation = strides[level - 1], dilations[level - 1]
        below = {unit: [unit * stride + tap * dilation for tap in range(kernel_size)] for unit in seen[0]}
        links += [(level, unit, tap) for unit, taps in below.items() for tap in taps]
        seen.insert(0, set().union(*below.values()))

    figure, ax = plots.figure(4.5, 0.7 + 0.65 * layers)
    centre = [np.arange(PIXELS, dtype=float)]  # of each unit, over the pixels it sees
    for level in range(1, layers + 1):
        reach = dilations[level - 1] * (kernel_size - 1)
        first = np.arange(widths[level]) * strides[level - 1]
        centre.append((centre[-1][first] + centre[-1][first + reach]) / 2)
    for level, unit, tap in links:
        ax.plot([centre[level][unit], centre[level - 1][tap]], [level, level - 1], color=plots.GREY, linewidth=0.8)
    low, high = min(seen[0]), max(seen[0])
    ax.add_patch(Rectangle((low - 0.5, -0.38), high - low + 1, 0.76, facecolor=plots.SKY + "66", edgecolor="none"))
    for level, units in enumerate(widths):
        for unit in range(units):
            face = plots.ORANGE if unit in seen[level] else "none"
            corner = (centre[level][unit] - 0.32, level - 0.2)
            ax.add_patch(Rectangle(corner, 0.64, 0.4, facecolor=face, edgecolor=plots.GREY, linewidth=0.8))
    names = ["input", *(f"layer {level}" for level in range(1, layers + 1))]
    ax.set_yticks(range(layers + 1), names, fontsize=8)
    ax.set(xlim=(-0.8, PIXELS - 0.2), ylim=(-0.5, layers + 0.35))
    ax.xaxis.set_visible(False)
    ax.tick_params(length=0)
    for spine in ax.spines.values():
        spine.set_visible(False)
    jump = math.prod(strides[:layers])
    skipped = high - low + 1 - len(seen[0])
    holes = f", {skipped} of them skipped" if skipped else ""
    sentence = (
        f"Output {chosen} of {widths[-1]} sees pixels {low} to {high}: {high - low + 1} of them{holes}. "
        f"The next output's field begins {jump} {'pixel' if jump == 1 else 'pixels'} further on."
    )
    return figure, sentence


FIELDS_2D = {
    "three 3 × 3": [(3, 1, 1)] * 3,  # (kernel size, stride, dilation) of each layer
    "two 3 × 3": [(3, 1, 1)] * 2,
    "one 3 × 3": [(3, 1, 1)],
    "one 7 × 7": [(7, 1, 1)],
    "three 3 × 3, stride 2": [(3, 2, 1)] * 3,
    "three 3 × 3, dilation 1, 2, 4": [(3, 1, 1), (3, 1, 2), (3, 1, 4)],
    "three 3 × 3, dilation 2 each": [(3, 1, 2)] * 3,
}
SIDE = 17


def field_2d(layers: str) -> tuple[Figure, str]:
    """What the middle output of a stack sees of 17 by 17 pixels, and by how many ways each pixel reaches it."""
    ways, jump = np.array([1]), 1
    for kernel_size, stride, dilation in FIELDS_2D[layers]:
        taps = np.zeros((kernel_size - 1) * dilation * jump + 1, int)
        taps[:: dilation * jump] = 1
        ways = np.convolve(ways, taps)
        jump *= stride
    size = len(ways)
    both = np.outer(ways, ways)
    corner = (SIDE - size) // 2
    weights = sum(kernel_size**2 for kernel_size, _, _ in FIELDS_2D[layers])
    figure, ax = plots.figure(2.9, 2.9)
    ax.add_patch(Rectangle((0, 0), SIDE, SIDE, facecolor="none", edgecolor=plots.GREY, linewidth=0.8))
    for row, column in zip(*np.nonzero(both)):
        share = round(40 + 215 * both[row, column] / both.max())
        place = (corner + column, corner + row)
        ax.add_patch(
            Rectangle(place, 1, 1, facecolor=f"{plots.ORANGE}{share:02x}", edgecolor=plots.GREY, linewidth=0.4)
        )
    ax.add_patch(Rectangle((corner, corner), size, size, facecolor="none", edgecolor=plots.BLUE, linewidth=2.5))
    ax.set(xlim=(-0.2, SIDE + 0.2), ylim=(SIDE + 0.2, -0.2), aspect="equal")
    ax.axis("off")
    reached = np.count_nonzero(both)
    holes = "" if reached == size**2 else f", but only {reached} of its {size**2} pixels reach it"
    most = int(both.max())
    sentence = (
        f"{layers[0].upper()}{layers[1:]}: one output's field is {size} × {size}{holes}. The best connected pixel "
        f"reaches it by {most} {'way' if most == 1 else 'ways'}. Weights for C channels: {weights} C²."
    )
    return figure, sentence

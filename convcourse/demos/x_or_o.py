"""Demos of the X-or-O chapter: pure functions from control values to a figure and a sentence.

The small network of lecture 001 ("A toy ConvNet: X's and O's"), with its three features of 3 by 3 pixels, for one
picture of 9 by 9 pixels: matched, cut off at zero, pooled twice, and voted on.
"""

import json
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.lib.stride_tricks import sliding_window_view

from convcourse import data, plots
from convcourse.data import x_and_o

DIAGONAL = np.array([[1, -1, -1], [-1, 1, -1], [-1, -1, 1]])
CROSS = np.array([[1, -1, 1], [-1, 1, -1], [1, -1, 1]])
ANTIDIAGONAL = np.array([[-1, -1, 1], [-1, 1, -1], [1, -1, -1]])
FEATURES = {"diagonal": DIAGONAL, "cross": CROSS, "antidiagonal": ANTIDIAGONAL}

LETTERS = {
    "X": x_and_o.letter("X"),
    "O": x_and_o.letter("O"),
    "shifted X": x_and_o.letter("X", shift=(1, -1)),
    "turned X": x_and_o.letter("X", rotation=20),
    "small X": x_and_o.letter("X", scale=0.6),
    "thick O": x_and_o.letter("O", weight=2),
}
STAGES = ["match", "ReLU", "pooling", "pooling again", "votes"]
TINTS = {False: plots.ORANGE + "66", True: plots.SKY + "66"}
# made by tools/x_or_o_training.py from the cells of the chapter
HISTORY = Path(data.__file__).with_name("x_or_o_training.json")
START_X = np.where(LETTERS["X"] > 0, 1, -1)


def match_here(step: int, feature: str = "diagonal") -> tuple[Figure, str]:
    """The feature at the `step`-th of the 49 places on the lecture's X: products, and the scores so far."""
    letter, weights = LETTERS["X"], FEATURES[feature]
    scores = _scores(letter)[list(FEATURES).index(feature)].copy()
    row, column = divmod(step, 7)
    scores.ravel()[step + 1 :] = np.nan
    products = letter[row : row + 3, column : column + 3] * weights
    figure, axes = plots.figure(4.7, 4.9, 2, 2)  # narrow, so that numbers stay legible on a phone
    picture, kernel, agreement, result = axes.ravel()
    inked = dict.fromkeys(zip(*np.nonzero(letter > 0)), plots.GREY + "55")
    place = (row, column, 3, 3, plots.BLUE)
    plots.grid(picture, np.full((9, 9), np.nan), title="picture", colors=inked, boxes=[place])
    plots.grid(kernel, weights, title="× feature", boxes=[(0, 0, 3, 3, plots.BLUE)])
    colors = {cell: TINTS[value > 0] for cell, value in np.ndenumerate(products)}
    plots.grid(agreement, products, title="= products", colors=colors)
    box = (row, column, 1, 1, plots.ORANGE)
    plots.grid(result, scores, form="{:.2f}", title="mean: the map", boxes=[box], fontsize=7)
    agree = int((products > 0).sum())
    return figure, (
        f"The {feature} at row {row}, column {column}: {agree} of 9 pixels agree, {9 - agree} do not, "
        f"so the match is ({agree} − {9 - agree}) / 9 = {_number(scores[row, column])}."
    )


def walk(stage: str, letter: str = "X") -> tuple[Figure, str]:
    """One stage of the lecture's network for one of six letters, with all its numbers."""
    return _stage(LETTERS[letter], stage, f"The {letter}")


def your_own(picture: np.ndarray) -> tuple[Figure, str]:
    """Everything the network makes of a picture (9, 9) of 1's and -1's: maps, pooled maps, and the votes."""
    picture = np.asarray(picture, dtype=float)
    scores = _scores(picture)
    small = _pool(np.maximum(scores, 0))
    smaller = _pool(small)
    votes = _votes(smaller)
    figure, axes = plots.figure(5.2, 5.0, 3, 4, width_ratios=[1.3, 1, 1, 1], height_ratios=[9, 6, 5])
    plots.image(axes[0, 0], -picture, title="picture", low=-1, high=1)
    for column, name in enumerate(FEATURES, start=1):
        _map(axes[0, column], scores[column - 1], name)
        _map(axes[1, column], small[column - 1], "pooled")
        values = np.round(smaller[column - 1], 2)
        plots.grid(axes[2, column], values, form="{:.2f}", title="again", fontsize=8)
    axes[1, 0].axis("off")
    _vote_bars(axes[2, 0], votes)
    return figure, f"{_verdict(votes)} {_best(scores)}"


def wiggle(weight: float, which: str = "feature pixel") -> tuple[Figure, str]:
    """The error on the plain X and O as one weight changes and all others stay.

    weight  its value
    which   "feature pixel" (the middle of the cross) or "vote" (of the cross map's top left value, for an X)
    """
    places = np.linspace(-3, 3, 121)
    errors = np.array([_error(place, which) for place in places])
    here, above, below = (_error(weight + step, which) for step in (0, 0.01, -0.01))
    slope = (above - below) / 0.02
    figure, ax = plots.figure(4.8, 2.8)
    ax.plot(places, errors, color=plots.BLUE)
    reach = np.array([-0.7, 0.7])
    ax.plot(weight + reach, here + slope * reach, color=plots.ORANGE, linestyle="--")
    ax.plot([weight], [here], "o", color=plots.ORANGE)
    low, high = errors.min(), errors.max()
    room = 0.1 * (high - low) + 1e-3
    ax.set(xlim=(-3.1, 3.1), ylim=(low - 2 * room, high + 2 * room), xlabel=which, ylabel="error")
    if abs(slope) < 5e-4:
        advice = "the curve is flat here: this weight does not matter just now."
    else:
        advice = f"to lower the error, make it {'smaller' if slope > 0 else 'larger'}."
    return figure, (
        f"{which.capitalize()} {_number(weight)}: the error is {here:.4f}. A bit up gives {above:.4f}, a bit down "
        f"{below:.4f}: slope {_number(slope, 3)}, so {advice}"
    )


def training(epoch: int) -> tuple[Figure, str]:
    """The training of the chapter: losses so far, and the filters as they are after so many epochs (0 to 24)."""
    history = json.loads(HISTORY.read_text())
    filters = np.array(history[epoch]["filters"])
    figure, axes = plots.figure(4.4, 4.2, 2, 1, height_ratios=[1.2, 1])
    curve, panel = axes
    curve.plot([moment["loss"] for moment in history[: epoch + 1]], "o-", color=plots.BLUE, markersize=3)
    curve.set(xlim=(-0.5, len(history) - 0.5), ylim=(0, 1.05 * max(moment["loss"] for moment in history)))
    curve.set(xlabel="epoch", ylabel="loss")
    height, width, count = filters.shape
    across = (count + 1) // 2  # in two rows, with a gap of one pixel between any two
    sheet = np.full((2 * (height + 1) - 1, across * (width + 1) - 1), np.nan)
    for number in range(count):
        top, left = np.array(divmod(number, across)) * (height + 1, width + 1)
        sheet[top : top + height, left : left + width] = filters[..., number]
    panel.imshow(sheet, cmap="PuOr", vmin=-1, vmax=1, interpolation="none")
    panel.set_title("filters (purple: above 0)")
    panel.axis("off")
    moment = history[epoch]
    return figure, (
        f"After {epoch} epochs the loss is {moment['loss']:.3f}, and {moment['accuracy']:.1%} of the new letters are "
        f"read correctly. The largest filter weight is {np.abs(filters).max():.2f}."
    )


def _scores(picture: np.ndarray) -> np.ndarray:
    """The three maps of matches: (9, 9) -> (3, 7, 7)."""
    patches = sliding_window_view(picture, (3, 3))
    return np.stack([(patches * feature).mean(axis=(2, 3)) for feature in FEATURES.values()])


def _pool(maps: np.ndarray) -> np.ndarray:
    """Maxima of windows of 2 by 2, the ragged edge kept: 7 by 7 -> 4 by 4 -> 2 by 2."""
    odd = maps.shape[1] % 2
    full = np.pad(maps, ((0, 0), (0, odd), (0, odd)), constant_values=-np.inf)
    half = full.shape[1] // 2
    return full.reshape(3, half, 2, half, 2).max(axis=(2, 4))


def _votes(smaller: np.ndarray) -> dict[str, float]:
    """For each letter the mean of those of the twelve values that are larger for it than for the other letter."""
    values = {name: _pool(_pool(np.maximum(_scores(LETTERS[name]), 0))) for name in ("X", "O")}
    return {
        "X": float(smaller[values["X"] > values["O"] + 1e-9].mean()),
        "O": float(smaller[values["O"] > values["X"] + 1e-9].mean()),
    }


def _stage(picture: np.ndarray, stage: str, name: str) -> tuple[Figure, str]:
    scores = _scores(picture)
    positive = np.maximum(scores, 0)
    small = _pool(positive)
    smaller = _pool(small)
    votes = _votes(smaller)
    maps = {"match": scores, "ReLU": positive, "pooling": small}.get(stage, smaller)
    figure, axes = plots.figure(4.7, 4.9, 2, 2)
    first, *others = axes.ravel()
    if stage == "votes":
        _vote_bars(first, votes)
    else:
        inked = dict.fromkeys(zip(*np.nonzero(picture > 0)), plots.GREY + "55")
        plots.grid(first, np.full((9, 9), np.nan), title="picture", colors=inked)
    for ax, feature, values in zip(others, FEATURES, maps):
        shown = np.round(values, 2) + 0.0  # no minus zero
        colors = dict.fromkeys(zip(*np.nonzero(values > 0.99)), plots.SKY + "66")
        plots.grid(ax, shown, form="{:.2f}", title=feature, colors=colors, fontsize=7 if len(values) > 4 else 9)
    sentence = {
        "match": _best(scores),
        "ReLU": f"{int((scores < 0).sum())} of 147 values were negative and are 0 now.",
        "pooling": f"Each map of 7 by 7 has become one of 4 by 4; the largest values, {_listed(small)}, are all kept.",
        "pooling again": f"Each map of 4 by 4 has become one of 2 by 2; the largest are still {_listed(smaller)}.",
        "votes": _verdict(votes),
    }[stage]
    return figure, f"{name}, {stage}: {sentence[0].lower() if stage == 'votes' else sentence[0]}{sentence[1:]}"


def _vote_bars(ax: Axes, votes: dict[str, float]) -> None:
    bars = ax.bar(list(votes), list(votes.values()), color=[plots.BLUE, plots.ORANGE], width=0.6)
    ax.bar_label(bars, [f"{value:.2f}" for value in votes.values()], fontsize=9)
    ax.set(ylim=(0, 1.15), title="votes", yticks=[0, 1])


def _map(ax: Axes, values: np.ndarray, title: str) -> None:
    ax.imshow(values, cmap="PuOr", vmin=-1, vmax=1, interpolation="none")
    ax.set_title(title, fontsize=9)
    ax.axis("off")


def _verdict(votes: dict[str, float]) -> str:
    said = "it cannot decide" if abs(votes["X"] - votes["O"]) < 0.005 else f"it says {max(votes, key=votes.get)}"
    return f"The votes are {votes['X']:.2f} for X and {votes['O']:.2f} for O: {said}."


def _best(scores: np.ndarray) -> str:
    return f"The best matches of diagonal, cross and antidiagonal are {_listed(scores)}."


def _listed(maps: np.ndarray) -> str:
    best = [_number(values.max()) for values in maps]
    return f"{best[0]}, {best[1]} and {best[2]}"


def _error(value: float, which: str) -> float:
    """Half squares of right answer minus actual answer, added up over both votes of the plain X and the plain O."""
    features = {name: feature.astype(float) for name, feature in FEATURES.items()}
    votes = _plain_votes()
    if which == "feature pixel":
        features["cross"][1, 1] = value
    else:
        votes[0, 4] = value  # the cross map's first value of four
    error = 0.0
    for number, name in enumerate(("X", "O")):
        patches = sliding_window_view(LETTERS[name], (3, 3))
        scores = np.stack([(patches * feature).mean(axis=(2, 3)) for feature in features.values()])
        answers = votes @ _pool(_pool(np.maximum(scores, 0))).ravel()
        wanted = np.eye(2)[number]
        error += float(np.sum((wanted - answers) ** 2) / 2)
    return error


def _plain_votes() -> np.ndarray:
    """The two means of `_votes` as weights: (2, 12)."""
    values = {name: _pool(_pool(np.maximum(_scores(LETTERS[name]), 0))).ravel() for name in ("X", "O")}
    chosen = np.stack([values["X"] > values["O"] + 1e-9, values["O"] > values["X"] + 1e-9])
    return chosen / chosen.sum(axis=1, keepdims=True)


def _number(value: float, digits: int = 2) -> str:
    return f"{value + 0.0:.{digits}f}".replace("-", "\N{MINUS SIGN}")

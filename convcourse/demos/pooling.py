"""Demos of the pooling chapter: pure functions from control values to a figure and a sentence."""

import functools

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from convcourse import data, plots
from convcourse.data import shift
from convcourse.data.digits import place

# Lecture 003, "Max Pool and Average Pool on a rectified image".
RECTIFIED = np.array([[29, 15, 28, 184], [0, 100, 70, 38], [12, 12, 7, 2], [12, 12, 45, 6]])
# Lecture 004, "Backward propagation of Maximum Pooling Layer": the activation and the gradient that arrives.
ACTIVATION = np.array([[2, 4, 8, 3, 6], [9, 3, 4, 2, 5], [5, 4, 6, 3, 1], [2, 3, 1, 3, 4], [2, 7, 4, 5, 7]])
UPSTREAM = np.array([[1, 3, 1], [1, 4, 2], [6, 2, 1]])
# Ours: what a ReLU leaves behind, zeros and repeated values.
TIED = np.array([[0, 0, 3, 3, 0], [0, 0, 0, 3, 0], [0, 2, 0, 0, 0], [0, 2, 2, 0, 0], [0, 0, 0, 0, 0]])

KINDS = {"max": np.max, "average": np.mean, "sum": np.sum}
# label -> (size, stride, padding)
WALKS = {
    "2 × 2, stride 2": (2, 2, 0),
    "2 × 2, stride 1": (2, 1, 0),
    "3 × 3, stride 1": (3, 1, 0),
    "3 × 3, stride 2 (ragged)": (3, 2, 0),
    "2 × 2, stride 2, padding 1": (2, 2, 1),
    "3 × 3, stride 2, padding 1": (3, 2, 1),
}
# Pale enough for the page's ink on light and dark pages.
COVERED, WINNER, MOVED = plots.SKY + "66", plots.ORANGE + "88", plots.GREEN + "77"


def walk_window(step: int, kind: str = "max", window: tuple[int, int, int] = (2, 2, 0)) -> tuple[Figure, str]:
    """The window at its `step`-th stop on the lecture's 4x4 image, the pixels it covers, and the outputs so far.

    kind    "max", "average" or "sum", of the pixels that are there: padding never takes part
    window  (size, stride, padding); a walk with fewer stops stays at its last
    """
    size, stride, padding = window
    image = np.pad(RECTIFIED.astype(float), padding, constant_values=np.nan)
    starts = range(0, len(image) - size + 1, stride)
    stops = [(row, column) for row in starts for column in starts]
    outputs = np.full((len(starts), len(starts)), np.nan)
    for number, (row, column) in enumerate(stops[: step + 1]):
        seen = image[row : row + size, column : column + size]
        seen = seen[np.isfinite(seen)]
        outputs.flat[number] = KINDS[kind](seen)
    value, over = outputs.flat[number], step >= len(stops)

    figure, (left, right) = plots.figure(5.6, 3.0, 1, 2, width_ratios=[6, 3])
    tints = {
        (i, j): WINNER if kind == "max" and image[i, j] == value else COVERED
        for i in range(row, row + size)
        for j in range(column, column + size)
    }
    plots.grid(
        left, image, title="feature map", colors=tints, boxes=[(row, column, size, size, plots.BLUE)], shape=(6, 6)
    )
    at = divmod(number, len(starts))
    plots.grid(right, outputs, title=f"{kind} so far", form="{:.4g}", boxes=[(*at, 1, 1, plots.ORANGE)], shape=(3, 3))
    left_over = len(image) - (starts[-1] + size) - padding  # rows of real pixels
    sentence = f"Window {number + 1} of {len(stops)} covers {_listed(seen)}; their {kind} is {value:g}."
    if over:
        sentence += f" That was the last one: {len(stops)} numbers are left of 16."
    if left_over > 0:
        sentence += " The last row and column are never visited."
    return figure, sentence


def _listed(values: np.ndarray) -> str:
    return ", ".join(f"{value:g}" for value in values)


def route_gradient(step: int, image: str = "lecture", kind: str = "max") -> tuple[Figure, str]:
    """The backward pass of 3x3 windows with stride 1 on a 5x5 map, after the `step`-th of nine windows.

    image  "lecture" or "ties" (many equal pixels; the first maximum in row-major order wins)
    kind   "max" or "average"
    """
    x = {"lecture": ACTIVATION, "ties": TIED}[image]
    dx = np.zeros((5, 5))
    for number in range(step + 1):
        row, column = divmod(number, 3)
        arriving = UPSTREAM[row, column]
        seen = x[row : row + 3, column : column + 3]
        if kind == "average":
            dx[row : row + 3, column : column + 3] += arriving / 9
        else:
            k, m = divmod(int(np.argmax(seen)), 3)
            winner = (row + k, column + m)
            dx[winner] += arriving

    # Two by two, so that the numbers stay legible on a phone.
    figure, ((left, middle), (right, empty)) = plots.figure(5.0, 5.4, 2, 2, width_ratios=[5, 3])
    empty.axis("off")
    window = [(row, column, 3, 3, plots.BLUE)]
    tints = {(row + k, column + m): COVERED for k in range(3) for m in range(3)}
    if kind == "max":
        tints[winner] = WINNER
    plots.grid(left, x, title="what went in", colors=tints, boxes=window)
    plots.grid(middle, UPSTREAM, title="gradient that arrives", boxes=[(row, column, 1, 1, plots.ORANGE)], shape=(5, 3))
    shown = np.where(dx == 0, np.nan, dx)
    reached = {tuple(cell): MOVED for cell in np.argwhere(dx).tolist()}
    plots.grid(right, shown, title="gradient handed on", form="{:.2g}", colors=reached, boxes=window)
    if kind == "average":
        return figure, f"Window {step + 1} of 9: each of its nine pixels gets {arriving}/9 = {arriving / 9:.2g} more."
    equal = int((seen == seen.max()).sum())
    tie = f", the first of {equal} equal ones" if equal > 1 else ""
    return figure, (
        f"Window {step + 1} of 9: its winner is the {seen.max()} at row {winner[0]}, column {winner[1]}{tie}. "
        f"It gets {arriving}, which makes {dx[winner]:g} so far."
    )


def pool_photograph(kind: str, window: int) -> tuple[Figure, str]:
    """The cat's face after pooling with windows that touch: what a window of 2, 4 or 8 keeps of it.

    kind  "max", "average", or "every nth pixel", which looks at one pixel of each window only
    """
    face = data.grey_photograph().astype(float)
    side = len(face) // window
    blocks = face.reshape(side, window, side, window)
    small = blocks[:, 0, :, 0] if kind == "every nth pixel" else KINDS[kind](blocks, axis=(1, 3))
    figure, (left, right) = plots.figure(5.8, 2.9, 1, 2)
    plots.image(left, face, title="96 × 96", low=0, high=255)
    plots.image(right, small, title=f"{side} × {side}", low=0, high=255)
    change = small.mean() - face.mean()
    brightness = (
        "as bright on average as before"
        if abs(change) < 0.5
        else f"{abs(change):.0f} grey levels {'brighter' if change > 0 else 'darker'} on average"
    )
    said = "Every pixel kept" if window == 1 else f"{'Of' if kind == 'every nth pixel' else kind.capitalize() + ' of'}"
    return figure, (
        f"{said} each {window} × {window} window{', its first pixel' if kind == 'every nth pixel' else ''}: "
        f"{side * side:,} numbers are left of 9,216, and the picture is {brightness}."
    )


@functools.cache
def _answers() -> dict[str, np.ndarray]:
    return shift.answers()


def shift_digit(digit: int, down: int, across: int) -> tuple[Figure, str]:
    """A digit on its 64x64 image, moved off the middle, and what the two trained networks say to it.

    down, across  pixels, among the shifts of `convcourse.data.shift.answers()`
    """
    stored = _answers()
    image = place(stored["images"][digit][None], 64, down, across)[0]
    row, column = (int(np.flatnonzero(stored["shifts"] == move)[0]) for move in (down, across))
    figure, axes = plots.figure(5.6, 3.2, 2, 2)
    for ax in axes[:, 0]:
        ax.remove()
    picture = figure.add_subplot(axes[0, 0].get_gridspec()[:, 0])
    plots.image(picture, image, title="64 × 64", low=0, high=255)
    says = {}
    for ax, name, title in zip(axes[:, 1], shift.NETWORKS, ("flattening", "global average")):
        percent = stored[name][digit, row, column]
        says[name] = int(percent.argmax())
        _bars(ax, percent, digit, title)
    moved = "in the middle" if down == across == 0 else f"moved {_direction(down, across)}"
    told = [
        f"with {title} the answer is {says[name]} ({stored[name][digit, row, column].max()} %)"
        for name, title in zip(shift.NETWORKS, ("flattening", "global average pooling"))
    ]
    return figure, f"A {digit}, {moved}: {told[0]}; {told[1]}."


def _bars(ax: Axes, percent: np.ndarray, right: int, title: str) -> None:
    """Ten bars, the right answer's in green."""
    colors = [plots.GREEN if digit == right else plots.ORANGE for digit in range(10)]
    ax.bar(range(10), percent, color=colors, width=0.8)
    ax.set(title=title, ylim=(0, 100), xticks=range(10), yticks=[0, 50, 100], ylabel="%")
    ax.tick_params(length=0, labelsize=8)


def _direction(down: int, across: int) -> str:
    parts = []
    if down:
        parts.append(f"{abs(down)} {'down' if down > 0 else 'up'}")
    if across:
        parts.append(f"{abs(across)} to the {'right' if across > 0 else 'left'}")
    return " and ".join(parts)

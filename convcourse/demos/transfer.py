"""Demos of the transfer chapter: pure functions from control values to a figure and a sentence.

What was trained, a script trained once (convcourse.data.transfer), so they run where Keras does not.
"""

import numpy as np
from matplotlib.figure import Figure
from PIL import Image

from convcourse import data, plots
from convcourse.data import transfer

# The lecture's ranges (000, "Data Augmentation via ImageDataGenerator"): either way, in degrees and parts of the side.
RANGES = {"rotation": 40, "shift": 0.2, "shear": 0.2, "zoom": 0.2}
SIDE = 64
STYLES = {  # method -> colour, line
    "pixels": (plots.GREY, ":"),
    "scratch": (plots.RED, "--"),
    "frozen": (plots.BLUE, "-"),
    "fine-tuned": (plots.GREEN, "-."),
}


def placement(
    rotation: float = 0,
    down: float = 0,
    across: float = 0,
    shear: float = 0,
    zoom: tuple[float, float] = (1, 1),
    flip: bool = False,
) -> np.ndarray:
    """Where each pixel of the changed picture comes from: (2, 3).

    rotation      degrees, counter-clockwise
    down, across  shift, in parts of the side
    shear         by how many columns each row lies further to the left than the one above it
    zoom          (down, across); 1.2 shows everything larger by a fifth
    returns       matrix that makes of (row, column, 1), measured from the middle in parts of the side, the place of the
                  original picture
    """
    turn = np.deg2rad(rotation)
    matrix = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    matrix = matrix @ [[1, 0], [shear, 1]] @ np.diag([1 / zoom[0], (-1 if flip else 1) / zoom[1]])
    return np.column_stack([matrix, -matrix @ [down, across]])


def warped(picture: np.ndarray, matrix: np.ndarray, fill: str = "nearest") -> tuple[np.ndarray, float]:
    """A picture, moved.

    picture  (H, W, C), 0 to 255
    matrix   as `placement` makes it
    fill     what stands outside of the picture: "nearest" (its edge goes on), "mirror" or "black"
    returns  the picture, (H, W, C) uint8, and which part of it comes from outside
    """
    height, width = picture.shape[:2]
    rows, columns = np.mgrid[:height, :width]
    places = np.stack([(rows + 0.5) / height - 0.5, (columns + 0.5) / width - 0.5, np.ones((height, width))])
    row, column = np.tensordot(matrix, places, 1) + 0.5  # from 0 to 1 inside
    outside = (np.minimum(row, column) < 0) | (np.maximum(row, column) > 1)
    pixels = between(picture, inside(row * height - 0.5, height, fill), inside(column * width - 0.5, width, fill))
    if fill == "black":
        pixels[outside] = 0
    return np.clip(np.round(pixels), 0, 255).astype(np.uint8), float(outside.mean())


def inside(place: np.ndarray, length: int, fill: str) -> np.ndarray:
    """Coordinates brought back to 0 ... length - 1: by reflection, or to the nearest edge."""
    if fill == "mirror":
        place = np.abs((place + 0.5 + length) % (2 * length) - length) - 0.5
    return np.clip(place, 0, length - 1)


def between(picture: np.ndarray, row: np.ndarray, column: np.ndarray) -> np.ndarray:
    """Bilinear interpolation: (H, W, C) at (h, w) places -> (h, w, C)."""
    top, left = (np.minimum(place.astype(int), length - 2) for place, length in zip((row, column), picture.shape))
    down, right = (row - top)[..., None], (column - left)[..., None]
    upper = picture[top, left] * (1 - right) + picture[top, left + 1] * right
    lower = picture[top + 1, left] * (1 - right) + picture[top + 1, left + 1] * right
    return upper * (1 - down) + lower * down


def cat() -> np.ndarray:
    return np.asarray(Image.fromarray(data.photograph()).resize((SIDE, SIDE), Image.Resampling.LANCZOS))


def in_steps(picture: np.ndarray) -> np.ndarray:
    """Colours in steps of 12, which the eye hardly sees and a page is glad of."""
    return (np.round(picture / 12) * 12).clip(0, 255).astype(np.uint8)


def distort(kind: str, amount: float, fill: str = "nearest") -> tuple[Figure, str]:
    """The cat and a changed cat.

    kind    "rotation", "shift", "shear", "zoom" or "flip"
    amount  -1 to 1, of the lecture's range; a flip happens where it is above 0
    fill    "nearest", "mirror" or "black"
    """
    size = amount * RANGES.get(kind, 1)
    if kind == "flip":
        change, words = {"flip": amount > 0}, "mirrored" if amount > 0 else "as it was"
    elif kind == "rotation":
        change, words = {"rotation": size}, f"turned by {size:g} degrees"
    elif kind == "shift":
        change, words = {"down": size, "across": size}, f"moved by {size:g} of a side"
    elif kind == "shear":
        change, words = {"shear": size}, f"sheared by {size:g}"
    else:
        change, words = {"zoom": (1 + size, 1 + size)}, f"{1 + size:g} times as large"
    matrix = placement(**change)
    changed, outside = warped(cat(), matrix, fill)
    figure, (left, right) = plots.figure(5.0, 2.6, 1, 2)
    plots.image(left, in_steps(cat()), title="Chelsea")
    plots.image(right, in_steps(changed), title=words)
    return figure, f"The cat, {words}. {outside:.0%} of the new picture was not in the old one; filled: {fill}."


def draw_versions(draw: int, strength: float = 1) -> tuple[Figure, str]:
    """Four random versions of the cat, with all of the lecture's changes at once.

    draw      seed
    strength  times the lecture's ranges
    """
    rng = np.random.default_rng(draw)
    figure, axes = plots.figure(5.6, 2.1, 1, 4)
    rotations = []
    for axis in axes:
        rotation, down, across, shear, high, wide = rng.uniform(-strength, strength, 6) * [40, 0.2, 0.2, 0.2, 0.2, 0.2]
        matrix = placement(rotation, down, across, shear, (1 + high, 1 + wide), flip=rng.random() < 0.5)
        plots.image(axis, in_steps(warped(cat(), matrix)[0]))
        rotations.append(f"{rotation:.0f}")
    words = {1: "the lecture's ranges"}.get(strength, f"{strength:g} times the lecture's ranges")
    return figure, f"Four versions of one photograph, within {words}: turned by {', '.join(rotations)} degrees."


def freeze(frozen: int, network: str = "VGG16") -> tuple[Figure, str]:
    """What is still trained when the first layers (EfficientNet-Lite0: blocks) are frozen.

    frozen   how many, from the first; a base with fewer is frozen as a whole
    network  "VGG16" (150 by 150 pixels, with the lecture's head) or "EfficientNet-Lite0" (with a head of 8 classes)
    """
    rows = transfer.results()["layers"][network]
    head = sum(row["name"].startswith("dense") for row in rows)
    frozen = min(frozen, len(rows) - head)
    trained, everything = rows[frozen:], sum(row["parameters"] for row in rows)
    numbers, tensors = (sum(row[what] for row in trained) for what in ("parameters", "tensors"))

    figure, axis = plots.figure(5.6, 3.6)
    colors = [plots.GREY] * frozen + [plots.ORANGE] * (len(rows) - frozen)
    axis.barh(range(len(rows)), [row["parameters"] / 1e6 for row in rows], color=colors)
    axis.set_yticks(range(len(rows)), [row["name"] for row in rows], fontsize=7)
    axis.invert_yaxis()
    axis.set(xlabel="million parameters", title=f"trained: {numbers:,} of {everything:,}")
    part = "nothing" if frozen == 0 else f"the first {frozen} of {len(rows) - head}"
    return (
        figure,
        f"{network}, {part} frozen: {numbers:,} of {everything:,} parameters are trained, in {tensors} tensors.",
    )


def learn(target: str) -> tuple[Figure, str]:
    """Test accuracy on a target against the number of training images a class, four ways; bands span the seeds."""
    figure, (left, right) = plots.figure(5.8, 3.0, 1, 2, width_ratios=[1, 2.4])
    plots.image(left, tiled(target), title=target)
    counts = transfer.per_class()
    for method, (color, line) in STYLES.items():
        found = transfer.accuracy(target, method)
        right.fill_between(counts, found.min(axis=1), found.max(axis=1), color=color, alpha=0.2, linewidth=0)
        right.plot(counts, found.mean(axis=1), line, color=color, label=method)
    chance = 1 / transfer.results()["targets"][target]["classes"]
    right.axhline(chance, color=plots.GREY, linewidth=0.6)
    right.set(xscale="log", xlabel="training images a class", ylabel="test accuracy", ylim=(0, 1.03))
    right.set_xticks(counts, counts)
    right.minorticks_off()
    right.legend(frameon=False, fontsize=8, loc="upper center", bbox_to_anchor=(0.5, -0.22), ncols=4)
    said = []
    for n in (5, 50):
        means = {method: transfer.accuracy(target, method)[counts.index(n)].mean() for method in STYLES}
        said.append(f"{n} images a class: " + ", ".join(f"{method} {mean:.2f}" for method, mean in means.items()))
    return figure, f"{target.capitalize()}, chance {chance:.2f}. Mean test accuracy with {'; '.join(said)}."


def compare(target: str, images: int) -> tuple[Figure, str]:
    """What frozen features bring, on all targets, against how far each is from the source.

    target  the one that is marked and shown
    images  a class, to train on
    """
    number = transfer.per_class().index(images)
    figure, (left, right) = plots.figure(5.8, 3.0, 1, 2, width_ratios=[1, 2.4])
    plots.image(left, tiled(target)[: SIDE + 2], title=target)
    for name in transfer.TARGETS:
        x, y = transfer.distance(name), transfer.gain(name)[number] * 100
        right.plot(x, y, "o", color=plots.ORANGE if name == target else plots.BLUE)
        side = {"digits": "right", "noise": "left"}.get(name, "center")  # these two lie close together
        right.annotate(name, (x, y), (0, 5), textcoords="offset points", ha=side, fontsize=8)
    right.axhline(0, color=plots.GREY, linewidth=0.8)
    right.set(xlabel="distance from the source", ylabel="gain in points", xlim=(0.3, 0.85), ylim=(-95, 80))
    gain = transfer.gain(target)[number] * 100
    verdict = "gain" if gain > 0 else "lose"
    return figure, (
        f"{target.capitalize()}: distance {transfer.distance(target):.2f}. With {images} training images a class, "
        f"frozen features {verdict} {abs(gain):.0f} points against the better of pixels and a network from scratch."
    )


def tiled(target: str) -> np.ndarray:
    """Four pictures of a target, two by two with a light line between them."""
    tiles = np.full((2 * SIDE + 2, 2 * SIDE + 2), 255, np.uint8)
    for place, picture in zip(np.ndindex(2, 2), transfer.pictures()[target]):
        top, left = np.array(place) * (SIDE + 2)
        tiles[top : top + SIDE, left : left + SIDE] = picture
    return tiles // 12 * 12

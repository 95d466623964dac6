"""Demos of the visualization chapter: pure functions from control values to a figure and a sentence.

They show what a script computed once (convcourse.data.looks), so they run where Keras does not.
"""

import numpy as np
from matplotlib.figure import Figure

from convcourse import plots
from convcourse.data import looks

# What lies above a map's largest number is this colour; 0 leaves the grey photograph as it is.
HOT = np.array([230, 159, 0])  # orange of the Okabe-Ito palette
MAPS_SHOWN = 12


def browse_activations(layer: str) -> tuple[Figure, str]:
    """Twelve feature maps of one layer, for the photograph of the cat; bright is a strong response."""
    maps, measured = looks.pictures()[f"maps.{layer}"], looks.sparsity(layer)
    height, width, channels = measured["shape"]
    figure, axes = plots.figure(5.6, 4.3, 3, 4)
    for axis, one, number in zip(axes.flat, maps, looks.pictures()[f"channels.{layer}"]):
        plots.image(axis, one, title=f"map {number}", low=0, high=255)
    sentence = (
        f"{layer}: {channels} maps of {height} by {width}. {measured['zeros']:.0%} of the numbers are 0, "
        f"and {measured['blank']:.0%} of the maps are 0 everywhere. Shown are the {MAPS_SHOWN} that vary most."
    )
    return figure, sentence


def climb(stop: int, layer: str, kind: str = "plain") -> tuple[Figure, str]:
    """What three filters of a layer like, after some steps of gradient ascent.

    stop   which of looks.ASCENT_STEPS: 0 to 3
    kind   "plain" (the lecture's) or "regularized" (moved about and blurred a little in each step)
    """
    steps = looks.ASCENT_STEPS[stop]
    pictures = looks.pictures()[f"ascent.{kind}.{layer}"]
    figure, axes = plots.figure(5.6, 2.2, 1, 3)
    for number, axis in enumerate(axes):
        plots.image(axis, pictures[number, stop], title=f"filter {number}")
    if steps == 0:
        return figure, f"{layer}, before the first step: grey with a little noise, the same for each filter."
    rough = np.abs(np.diff(pictures[:, stop].astype(float), axis=2)).mean() / pictures[:, stop].std()
    smooth = "smooth shapes" if rough < 0.4 else "a texture" if rough < 0.8 else "fine noise"
    return figure, f"{layer} after {steps} steps, {kind}: mostly {smooth}."


def point(photograph: str, rank: int, method: str) -> tuple[Figure, str]:
    """Where a photograph speaks for one of its three most probable classes, by one method.

    photograph  "chelsea", "coffee" or "rocket"
    rank        1 for the most probable class, up to 3
    method      one of looks.METHODS
    """
    picture = looks.pictures()[f"{photograph}.image"]
    heat = looks.pictures()[f"{photograph}.{looks.METHODS[method]}"][rank - 1]
    name, probability = looks.numbers()["photographs"][photograph]["answers"][rank - 1]
    side = len(picture)
    large = np.kron(heat, np.ones((side // len(heat), side // len(heat)))) / 255
    figure, axis = plots.figure(3.6, 3.6)
    plots.image(axis, in_steps(laid_over(picture, large)), title=f"{name}, {probability:.0%}: {method}")
    if not large.any():
        return figure, f"For '{name}' ({probability:.0%}), {method} shows nothing."
    place, share = strongest_ninth(large)
    return figure, (
        f"For '{name}' ({probability:.0%}), {method} is strongest in the {place}, which holds {share:.0%} of "
        f"it; {np.mean(large > 0.5):.0%} of the picture is above half of the largest number."
    )


def laid_over(picture: np.ndarray, heat: np.ndarray) -> np.ndarray:
    """The picture in greys, orange where the map is hot: (H, W, 3) of 0 to 255, (H, W) of 0 to 1 -> (H, W, 3)."""
    grey = picture.mean(axis=-1, keepdims=True) * 0.8
    return grey * (1 - heat[..., None]) + HOT * heat[..., None]


def strongest_ninth(heat: np.ndarray) -> tuple[str, float]:
    """Where most of a map lies, such as "upper left", and how much of it lies there."""
    ninths = [[block.sum() / heat.sum() for block in np.array_split(row, 3, axis=1)] for row in np.array_split(heat, 3)]
    down, across = np.unravel_index(np.argmax(ninths), (3, 3))
    return f"{('upper', 'middle', 'lower')[down]} {('left', 'centre', 'right')[across]}", float(np.max(ninths))


def in_steps(picture: np.ndarray) -> np.ndarray:
    """Colours from 0 to 255 in steps of 8, which the eye does not see: noise compresses badly."""
    return np.round(np.asarray(picture) / 8).clip(0, 31).astype(np.uint8) * 8


def trace_sparsity() -> tuple[Figure, str]:
    """Part of zeros in every ReLU6 of the network, from the first layer to the last, for the photograph of the cat."""
    rows = looks.numbers()["sparsity"]
    zeros = np.array([row["zeros"] for row in rows])
    figure, axis = plots.figure(5.6, 2.8)
    axis.plot(zeros * 100, "o-", color=plots.BLUE, label="numbers that are 0")
    axis.plot([row["blank"] * 100 for row in rows], "s--", color=plots.RED, label="maps that are 0 everywhere")
    axis.set(xlabel="ReLU6, first to last", ylabel="per cent", ylim=(-3, 103))
    axis.legend(frameon=False)
    first, last = zeros[: len(zeros) // 3].mean(), zeros[-(len(zeros) // 3) :].mean()
    return (
        figure,
        f"On average {first:.0%} of the numbers are 0 in the first third of the layers, {last:.0%} in the last.",
    )

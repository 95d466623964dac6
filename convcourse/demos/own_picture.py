"""The reader's own picture in a trained network: what the network says, and the reader's own maps of what mattered."""

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure

from convcourse import plots
from convcourse.demos.controls import upload
from convcourse.demos.explore import explore
from convcourse.demos.visualization import laid_over, strongest_ninth

if TYPE_CHECKING:
    import keras

    from convcourse.pretrained import Pretrained

Map = Callable[["keras.Model", np.ndarray, int], np.ndarray]
ANSWERS = 3  # the most probable classes to choose from


def own_picture(maps: dict[str, Map], name: str = "efficientnet_lite0") -> None:
    """Choose a picture, or take one, and see the most probable classes, and your maps for one of them.

    maps  title -> your function (model, image, class_index) -> (h, w). The model gives logits; the image is
          (H, W, 3), scaled as the network wants it
    name  of a network of convcourse.pretrained

    In Jupyter and Colab. While a submission is graded nothing happens: nobody is there to look.
    """
    if os.environ.get("NBGRADER_EXECUTION"):
        return
    from convcourse.pretrained import pretrained, without_softmax

    network = pretrained(name)
    logits = without_softmax(network.model)

    def look(picture: np.ndarray, answer: int) -> tuple[Figure, str]:
        return look_at(picture, answer, network, logits, maps)

    explore(look, picture=upload(side=network.size[0], camera=True), answer=list(range(1, ANSWERS + 1)))


def look_at(
    picture: np.ndarray, answer: int, network: "Pretrained", logits: "keras.Model", maps: dict[str, Map]
) -> tuple[Figure, str]:
    """The picture, and beside it each map for the class that is the answer-th most probable one.

    picture  (side, side, 3), 0 to 255
    raises   ValueError, with a sentence, where a map's function fails or gives no map
    """
    image = network.prepare(picture)
    probabilities = np.asarray(network.model(image))[0]
    best = probabilities.argsort()[::-1][:ANSWERS]
    chosen = best[answer - 1]
    figure, axes = plots.figure(2.4 * (1 + len(maps)), 2.7, 1, 1 + len(maps), squeeze=False)
    plots.image(axes[0, 0], picture, title=network.classes[chosen])
    places = []
    for axis, (title, function) in zip(axes[0, 1:], maps.items()):
        heat = enlarged(_map(title, function, logits, image[0], int(chosen)), picture.shape[:2])
        plots.image(axis, laid_over(picture, heat).round().astype(np.uint8), title=title)
        places.append(f"{title} is strongest in the {strongest_ninth(heat)[0]}" if heat.any() else f"{title} is empty")
    said = ", ".join(f"{network.classes[index]} {probabilities[index]:.0%}" for index in best)
    return figure, f"Most probable: {said}. For '{network.classes[chosen]}', {', and '.join(places) or 'no map'}."


def _map(title: str, function: Map, logits: "keras.Model", image: np.ndarray, class_index: int) -> np.ndarray:
    try:
        heat = np.asarray(function(logits, image, class_index), dtype=float)
    except Exception as error:
        raise ValueError(f"{title}: {type(error).__name__}: {error}") from error
    if heat.ndim != 2 or not np.isfinite(heat).all():
        raise ValueError(f"{title}: a map is (h, w) of finite numbers, and this one has the shape {heat.shape}.")
    return heat


def enlarged(heat: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """A map in the size of its picture, each pixel the nearest number, from 0 to 1; what is below 0 is 0."""
    rows, columns = (np.arange(side) * count // side for side, count in zip(shape, heat.shape))
    heat = np.maximum(heat, 0)[np.ix_(rows, columns)]
    return heat / heat.max() if heat.any() else heat

"""The demos of the transfer chapter: pictures are moved as Keras moves them, and sentences say what was measured."""

import keras
import numpy as np
import pytest

from convcourse.data import transfer
from convcourse.demos.transfer import (
    cat,
    compare,
    distort,
    draw_versions,
    freeze,
    learn,
    placement,
    tiled,
    warped,
)


def drawn(figure) -> list[np.ndarray]:
    return [np.asarray(axis.images[0].get_array()) for axis in figure.axes if axis.images]


def keras_warped(picture: np.ndarray, matrix: np.ndarray, fill: str) -> np.ndarray:
    """The same by keras.ops, which wants (column, row) in pixels from the upper left corner."""
    height, width = picture.shape[:2]
    to_parts = np.array([[1 / height, 0, 0.5 / height - 0.5], [0, 1 / width, 0.5 / width - 0.5], [0, 0, 1]])
    (a, b, e), (c, d, f), _ = np.linalg.inv(to_parts) @ np.vstack([matrix, [0, 0, 1]]) @ to_parts
    transform = np.array([d, c, f, b, a, e, 0, 0], "float32")
    moved = keras.ops.image.affine_transform(picture.astype("float32"), transform, fill_mode=fill)
    return np.asarray(moved)


CHANGES = {
    "rotation": {"rotation": 33},
    "shift": {"down": 0.11, "across": -0.2},
    "shear": {"shear": 0.2},
    "zoom": {"zoom": (0.8, 1.15)},
    "flip": {"flip": True},
    "all": {"rotation": -20, "down": 0.1, "across": 0.07, "shear": -0.1, "zoom": (1.2, 0.9), "flip": True},
}


@pytest.mark.parametrize(("ours", "theirs"), [("nearest", "nearest"), ("mirror", "reflect")])
@pytest.mark.parametrize("change", CHANGES)
def test_a_picture_moves_as_keras_moves_it(change: str, ours: str, theirs: str) -> None:
    picture = np.random.default_rng(0).integers(0, 256, (20, 31, 3)).astype(np.uint8)
    matrix = placement(**CHANGES[change])
    np.testing.assert_allclose(warped(picture, matrix, ours)[0], keras_warped(picture, matrix, theirs), atol=0.6)


def test_directions() -> None:
    spot = np.zeros((41, 41, 1), np.uint8)
    spot[20, 30] = 255  # right of the middle

    def place(**change) -> tuple:
        return np.unravel_index(warped(spot, placement(**change))[0].argmax(), (41, 41, 1))[:2]

    assert place() == (20, 30)
    assert place(rotation=90) == (10, 20)  # counter-clockwise: now above the middle
    assert place(down=5 / 41, across=2 / 41) == (25, 32)
    assert place(zoom=(1, 2))[1] == 40
    assert place(flip=True) == (20, 10)
    low = np.zeros((41, 41, 1), np.uint8)
    low[30, 20] = 255
    assert np.unravel_index(warped(low, placement(shear=0.5))[0].argmax(), low.shape)[:2] == (30, 15)


def test_the_part_from_outside_is_counted_and_black() -> None:
    white = np.full((40, 40, 3), 255, np.uint8)
    picture, outside = warped(white, placement(down=0.25, across=0.5), "black")
    assert outside == pytest.approx(1 - 0.75 * 0.5, abs=1e-3)
    assert (picture == 0).mean() == pytest.approx(outside, abs=0.02)
    assert warped(white, placement(), "black")[1] == 0


@pytest.mark.parametrize("kind", ["rotation", "shift", "shear", "zoom", "flip"])
def test_a_distortion_says_how_far_and_changes_the_cat(kind: str) -> None:
    figure, sentence = distort(kind, 1, "nearest")
    before, after = drawn(figure)
    assert np.abs(before.astype(int) - cat()).max() <= 6
    assert (before != after).any()
    said = {"rotation": "40 degrees", "shift": "0.2 of a side", "shear": "0.2", "zoom": "1.2 times", "flip": "mirrored"}
    assert said[kind] in sentence
    start, _ = distort(kind, 0, "nearest")
    before, after = drawn(start)
    np.testing.assert_array_equal(before, after)


def test_versions_stay_within_their_range_and_differ() -> None:
    figure, sentence = draw_versions(3, 0.5)
    pictures = drawn(figure)
    assert len(pictures) == 4 and len({picture.tobytes() for picture in pictures}) == 4
    angles = [int(angle) for angle in sentence.split("turned by ")[1].removesuffix(" degrees.").split(", ")]
    assert max(map(abs, angles)) <= 20
    assert draw_versions(3, 0.5)[1] == sentence != draw_versions(4, 0.5)[1]


@pytest.mark.parametrize(
    ("network", "frozen", "trained", "tensors"),
    [
        ("VGG16", 0, 16_812_353, 30),
        ("VGG16", 10, 9_177_089, 10),
        ("VGG16", 13, 2_097_665, 4),
        ("VGG16", 18, 2_097_665, 4),
        ("EfficientNet-Lite0", 18, 10_248, 2),
        ("EfficientNet-Lite0", 0, 3_381_256, 49 * 3 + 2),
    ],
)
def test_freezing_counts_what_is_left(network: str, frozen: int, trained: int, tensors: int) -> None:
    figure, sentence = freeze(frozen, network)
    assert f"{trained:,} of " in sentence and f"in {tensors} tensors" in sentence
    colors = [bar.get_facecolor() for bar in figure.axes[0].patches]
    head = 2 if network == "VGG16" else 1
    assert colors.count(colors[-1]) == len(colors) - min(frozen, len(colors) - head)


@pytest.mark.parametrize("target", transfer.TARGETS)
def test_accuracies_are_drawn_and_said(target: str) -> None:
    figure, sentence = learn(target)
    lines = {line.get_label(): line.get_ydata() for line in figure.axes[1].lines}
    for method in transfer.METHODS:
        means = transfer.accuracy(target, method).mean(axis=1)
        np.testing.assert_allclose(lines[method], means)
        assert f"{method} {means[1]:.2f}" in sentence and f"{method} {means[-1]:.2f}" in sentence


@pytest.mark.parametrize("images", [2, 50])
def test_all_targets_are_compared_within_the_axes(images: int) -> None:
    figure, sentence = compare("places", images)
    axis = figure.axes[1]
    points = np.array([[line.get_xdata()[0], line.get_ydata()[0]] for line in axis.lines[: len(transfer.TARGETS)]])
    for point, target in zip(points, transfer.TARGETS):
        place = [transfer.distance(target), transfer.gain(target)[transfer.per_class().index(images)] * 100]
        np.testing.assert_allclose(point, place)
    (left, right), (low, high) = axis.get_xlim(), axis.get_ylim()
    assert (left < points[:, 0]).all() and (points[:, 0] < right).all()
    assert (low < points[:, 1]).all() and (points[:, 1] < high).all()
    assert f"lose {abs(points[transfer.TARGETS.index('places'), 1]):.0f} points" in sentence


def test_tiles_hold_the_pictures() -> None:
    tiles = tiled("faces")
    assert tiles.shape == (130, 130)
    assert np.abs(tiles[66:, :64].astype(int) - transfer.pictures()["faces"][2]).max() < 12

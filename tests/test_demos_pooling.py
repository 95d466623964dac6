"""The pooling chapter's demos without a browser: what they draw, and that their sentences say what is true."""

import re

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from autograder.reference import pooling as reference
from convcourse import data, plots
from convcourse.data import shift
from convcourse.demos import pooling as demos


def numbers(sentence: str) -> list[float]:
    return [float(found) for found in re.findall(r"-?\d+(?:\.\d+)?", sentence.replace("\N{MINUS SIGN}", "-"))]


def cells(axes) -> list[float]:
    """The numbers written in a grid, row by row."""
    return [float(text.get_text().replace("\N{MINUS SIGN}", "-")) for text in axes.texts]


def expected_outputs(kind: str, window: tuple[int, int, int]) -> np.ndarray:
    size, stride, padding = window
    image = np.pad(demos.RECTIFIED.astype(float), padding, constant_values=np.nan)[None, :, :, None]
    if kind == "max":
        pooled = reference.max_pool2d(demos.RECTIFIED[None, :, :, None], size, stride, padding)
    else:
        total = reference.avg_pool2d(np.nan_to_num(image), size, stride) * size**2
        count = reference.avg_pool2d(np.isfinite(image), size, stride) * size**2
        pooled = total / count if kind == "average" else total
    return pooled[0, :, :, 0]


@pytest.mark.parametrize("label", list(demos.WALKS))
@pytest.mark.parametrize("kind", list(demos.KINDS))
def test_walk_window_gives_each_output_of_the_reference(label: str, kind: str) -> None:
    window = demos.WALKS[label]
    expected = expected_outputs(kind, window)
    assert expected.size <= 9  # the slider has nine steps
    for step, value in enumerate(expected.ravel()):
        figure, sentence = demos.walk_window(step, kind, window)
        said = float(re.search(r"their \w+ is (-?[\d.e+]+?)\.(?: |$)", sentence)[1])
        assert said == pytest.approx(value, rel=1e-5)
        assert f"Window {step + 1} of {expected.size} covers" in sentence
        assert cells(figure.axes[1]) == pytest.approx(expected.ravel()[: step + 1].tolist(), rel=1e-3)
    over = demos.walk_window(expected.size, kind, window)[1]
    assert over.startswith(sentence.split(" That")[0].split(" The last")[0])
    assert "That was the last one" in over


def test_walk_window_says_what_is_left_over() -> None:
    left_over = {
        label: "never visited" in demos.walk_window(0, "max", window)[1] for label, window in demos.WALKS.items()
    }
    assert [label for label, said in left_over.items() if said] == ["3 × 3, stride 2 (ragged)"]


@pytest.mark.parametrize("image", ["lecture", "ties"])
@pytest.mark.parametrize("kind", ["max", "average"])
def test_route_gradient_hands_on_what_the_reference_does(image: str, kind: str) -> None:
    x = {"lecture": demos.ACTIVATION, "ties": demos.TIED}[image][None, :, :, None]
    backward = {"max": reference.max_pool2d_backward, "average": reference.avg_pool2d_backward}[kind]
    for step in range(9):
        arrived = np.zeros(9)
        arrived[: step + 1] = demos.UPSTREAM.ravel()[: step + 1]
        dx = backward(arrived.reshape(1, 3, 3, 1), x, 3, 1)[0, :, :, 0]
        figure, sentence = demos.route_gradient(step, image, kind)
        assert cells(figure.axes[2]) == pytest.approx(dx[dx != 0].tolist(), rel=0.06)  # two digits are written
        assert f"Window {step + 1} of 9" in sentence
        if kind == "max":
            row, column = map(int, re.search(r"row (\d), column (\d)", sentence).groups())
            assert numbers(sentence)[-1] == dx[row, column]


def test_route_gradient_tells_of_a_tie() -> None:
    for step in range(9):
        row, column = divmod(step, 3)
        window = demos.TIED[row : row + 3, column : column + 3]
        equal = (window == window.max()).sum()
        said = re.search(r"the first of (\d) equal ones", demos.route_gradient(step, "ties")[1])
        assert (int(said[1]) if said else 1) == equal
    assert "equal ones" in demos.route_gradient(1, "ties")[1]
    assert "equal ones" not in demos.route_gradient(1, "lecture")[1]


@pytest.mark.parametrize("window", [1, 2, 4, 8])
def test_pool_photograph_shows_what_the_reference_computes(window: int) -> None:
    face = data.grey_photograph().astype(float)
    batch = face[None, :, :, None]
    for kind, expected in [
        ("max", reference.max_pool2d(batch, window)[0, :, :, 0]),
        ("average", reference.avg_pool2d(batch, window)[0, :, :, 0]),
        ("every nth pixel", face[::window, ::window]),
    ]:
        figure, sentence = demos.pool_photograph(kind, window)
        np.testing.assert_allclose(figure.axes[1].images[0].get_array(), expected)
        assert f"{expected.size:,} numbers are left of 9,216" in sentence
        assert ("brighter" in sentence) == (expected.mean() - face.mean() >= 0.5)


def test_shift_digit_shows_the_stored_answers_and_the_moved_digit() -> None:
    stored = shift.answers()
    for digit, down, across in [(4, 0, 0), (2, -18, 6), (7, 12, 18)]:
        figure, sentence = demos.shift_digit(digit, down, across)
        *bars, picture = figure.axes
        shown = np.asarray(picture.images[0].get_array())
        top, left = 18 + down, 18 + across
        np.testing.assert_array_equal(shown[top : top + 28, left : left + 28], stored["images"][digit])
        assert shown.sum() == stored["images"][digit].sum()
        row, column = stored["shifts"].tolist().index(down), stored["shifts"].tolist().index(across)
        for ax, name in zip(bars, shift.NETWORKS):
            percent = stored[name][digit, row, column]
            assert [bar.get_height() for bar in ax.patches] == percent.tolist()
            assert f"the answer is {percent.argmax()} ({percent.max()} %)" in sentence
            assert to_hex(ax.patches[digit].get_facecolor()).upper() == plots.GREEN
    assert demos.shift_digit(4, 0, 0)[1].startswith("A 4, in the middle: ")
    assert "moved 18 up and 6 to the right" in demos.shift_digit(2, -18, 6)[1]


def every_demo():
    yield demos.walk_window(3, "average", (2, 1, 0))
    yield demos.route_gradient(4, "ties", "max")
    yield demos.pool_photograph("max", 4)
    yield demos.shift_digit(7, 6, -12)


def test_every_picture_carries_its_sentence_and_ink_that_fits_any_page() -> None:
    for figure, sentence in every_demo():
        assert isinstance(figure, Figure)
        svg = plots.to_svg(figure, sentence)
        assert sentence.split(":")[0].replace("'", "&#x27;") in svg
        assert not re.search(r"(fill|stroke): ?#000000", svg)


def test_the_same_values_give_the_same_picture() -> None:
    """Equal frames are stored once, so nothing random may get in."""
    assert plots.to_svg(*demos.shift_digit(2, 0, 6)) == plots.to_svg(*demos.shift_digit(2, 0, 6))

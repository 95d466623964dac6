"""The numbers that the lectures' slides state for convolution, computed with SciPy; and what the pages print.

The ids are those of the ledger of slide numbers. `conv-loopy-map` slips; `conv-chain-28` needs a padding that its slide
does not give; and a map outside the ledger slips too (stride and padding on 5x5 pixels).
"""

import re

import numpy as np
import pytest
import scipy.signal
from course import ROOT

from convcourse.counting import output_size
from convcourse.demos.convolution import COLUMN, DIAGONAL, RGB_KERNELS, RGB_PATCH, SHARPEN, SHARPEN_IMAGE, SMALL_IMAGE


def correlate(image, kernel):
    return scipy.signal.correlate2d(image, kernel, mode="valid")


CURVE = np.zeros((7, 7), int)
CURVE[[0, 1, 2, 3, 4, 5], [5, 4, 3, 3, 3, 3]] = 30
HIT = np.zeros((7, 7), int)
HIT[0, 6], HIT[1, 4:], HIT[2, 3:5], HIT[3:, 3:5] = 30, 50, (20, 50), 50
MISS = np.zeros((7, 7), int)
MISS[[1, 2, 2, 3, 3, 4, 5, 6, 6, 6], [1, 0, 2, 0, 1, 1, 2, 0, 1, 3]] = [40, 40, 40, 40, 20, 50, 50, 25, 25, 50]
SECOND_IMAGE = np.array([[60, 113, 56], [73, 121, 54], [131, 99, 70]])
CHANNELS = (RGB_PATCH * RGB_KERNELS).sum(axis=(1, 2))

LEDGER = {
    "img-fc-weights": (500 * 500 * 3 * 1000, 750_000_000),
    "conv-sharpen-320": (correlate(np.pad(SHARPEN_IMAGE, 1), SHARPEN)[0, 0], 320),
    "conv-sharpen-114": (correlate(np.pad(SECOND_IMAGE, 1), SHARPEN)[0, 0], 114),
    "conv-curve-hit": ((CURVE * HIT).sum(), 6600),
    "conv-curve-miss": ((CURVE * MISS).sum(), 0),
    "conv-rgb-red": (CHANNELS[0], 308),
    "conv-rgb-green": (CHANNELS[1], -498),
    "conv-rgb-blue": (CHANNELS[2], 164),
    "conv-rgb-sum": (CHANNELS.sum() + 1, -25),
    "conv-6x6-f1-first-two": (correlate(SMALL_IMAGE, DIAGONAL)[0, :2].tolist(), [3, -1]),
    "conv-6x6-shape": (np.stack([correlate(SMALL_IMAGE, kernel) for kernel in (DIAGONAL, COLUMN)]).shape, (2, 4, 4)),
    "conv-same-patches": (output_size(5, 3, padding=1) ** 2, 25),
    "conv-stride1": (output_size(7, 3), 5),
    "conv-stride2": (output_size(7, 3, stride=2), 3),
    "conv-out-6-3-2": (output_size(6, 3, stride=2), 2),
}


@pytest.mark.parametrize("row", LEDGER)
def test_slide_numbers_that_are_right(row: str) -> None:
    computed, slide = LEDGER[row]
    assert computed == slide


def test_slide_number_that_is_wrong_conv_loopy_map() -> None:
    picture = [".###.", ".#.#.", ".###.", "...#.", "...#.", "..#..", ".#..."]
    nine = np.array([[1 if pixel == "#" else -1 for pixel in line] for line in picture])
    scores = correlate(nine, np.array([[1, 1, 1], [1, -1, 1], [1, 1, 1]])) / 9
    slide = [
        [-0.11, 1, -0.11],
        [-0.55, 0.11, -0.33],
        [-0.33, 0.33, -0.33],
        [-0.22, -0.11, -0.22],
        [-0.33, -0.33, -0.33],
    ]
    wrong = np.argwhere(np.trunc(scores * 100) / 100 != np.array(slide)).tolist()
    assert wrong == [[3, 0], [3, 2], [4, 1]]
    assert all(scores[tuple(cell)] == pytest.approx(-5 / 9) for cell in wrong)


def test_slide_map_that_is_wrong_stride_and_padding() -> None:
    small = [[2, 2, 3, 3, 3], [0, 1, 3, 0, 3], [2, 3, 0, 1, 3], [3, 3, 2, 1, 2], [3, 3, 0, 2, 3]]
    every_place = correlate(np.pad(small, 1), np.array([[2, 0, 1], [1, 0, 0], [0, 1, 1]]))
    right, slide = every_place[::2, ::2], np.array([[1, 6, 5], [7, 10, 9], [7, 10, 8]])
    assert right.tolist() == [[1, 5, 6], [7, 8, 3], [3, 10, 4]]
    assert (right == slide).sum() == 3


def test_slide_number_that_needs_a_padding_conv_chain_28() -> None:
    assert output_size(28, 5, stride=2) == 12
    assert output_size(28, 5, stride=2, padding=1) == 13
    assert output_size(13, 3, stride=2) == 6
    assert output_size(6, 3) == 4


def test_notebook_copies_install_from_the_same_address() -> None:
    """The set-up cell of the assignment says what pyproject.toml says; the pages' copies read it from there."""
    address = re.search(r'Repository = "([^"]+)"', (ROOT / "pyproject.toml").read_text())[1]
    assert f"git+{address}" in (ROOT / "solutions" / "convolution" / "convolution.ipynb").read_text()


def test_colab_badges_open_what_is_there() -> None:
    """All of them in the repository that pyproject.toml names."""
    address = re.search(r'Repository = "https://github.com/([^"]+)"', (ROOT / "pyproject.toml").read_text())[1]
    pages = [*(ROOT / "book").rglob("*.md"), *(ROOT / "solutions").rglob("*.ipynb")]
    badges = [
        badge
        for page in pages
        for badge in re.findall(r"colab.research.google.com/github/([^)\"\\]+)", page.read_text())
    ]
    assert len(badges) >= 6
    for badge in badges:
        assert badge.startswith(address), badge
        branch, path = badge.removeprefix(f"{address}/blob/").split("/", 1)
        if branch == "main":
            assert (ROOT / path).exists(), f"a badge opens {path}, which is not there"
        else:
            # notebook copies of the pages, which the build writes
            page = ROOT / "book" / path.removeprefix("notebooks/").replace(".ipynb", ".md")
            assert page.exists(), f"a badge opens a copy of {page}, which is not there"

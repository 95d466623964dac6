"""The convolution chapter's demos without a browser: what they draw, and that their sentences say what is true."""

import itertools
import re

import numpy as np
import pytest
from matplotlib.figure import Figure
from pictures import assert_described_and_in_the_pages_ink
from scipy.signal import convolve2d, correlate2d

from convcourse import data, plots
from convcourse.demos import convolution as demos

KERNEL_IMAGES = {
    "diagonal": (demos.SMALL_IMAGE, demos.DIAGONAL),
    "column": (demos.SMALL_IMAGE, demos.COLUMN),
    "sharpen": (np.pad(demos.SHARPEN_IMAGE, 1), demos.SHARPEN),
}


def numbers(sentence: str) -> list[float]:
    """All numbers in a sentence, typographic minus signs included."""
    return [float(found) for found in re.findall(r"-?\d+(?:\.\d+)?", sentence.replace("\N{MINUS SIGN}", "-"))]


def texts(figure: Figure) -> list[str]:
    return [text.get_text().replace("\N{MINUS SIGN}", "-") for ax in figure.axes for text in ax.texts]


@pytest.mark.parametrize("kernel", list(KERNEL_IMAGES))
def test_slide_kernel_gives_each_output_of_scipy(kernel: str) -> None:
    image, weights = KERNEL_IMAGES[kernel]
    expected = correlate2d(image, weights, mode="valid")
    for step, value in enumerate(expected.ravel()):
        figure, sentence = demos.slide_kernel(step, kernel)
        assert numbers(sentence)[-1] == value
        # the picture's last number is the output that the sentence speaks of
        assert float(texts(figure)[-1]) == value
        assert len(texts(figure)) == image.size + 9 + 9 + step + 1  # image, kernel, products, outputs


@pytest.mark.parametrize("operation", ["convolution", "cross-correlation", "autocorrelation"])
def test_signal_1d_agrees_with_numpy_and_with_its_own_fourier_check(operation: str) -> None:
    signal, shape = demos.SIGNAL, demos.SHAPE
    expected = {
        "convolution": np.convolve(signal, shape),
        "cross-correlation": np.correlate(signal, shape, mode="full"),
        "autocorrelation": np.correlate(signal, signal, mode="full"),
    }[operation]
    for position, value in enumerate(expected[:14]):
        _, sentence = demos.signal_1d(position, operation)
        direct, by_fourier = numbers(sentence)[-2:]
        assert direct == value
        assert by_fourier == pytest.approx(value, abs=1e-6)


def test_the_church_hears_what_the_chapter_says() -> None:
    """Convolution leaves the shape the right way round, and the demo's picture reverses what slides."""
    assert demos.signal_1d(2, "convolution")[1] != demos.signal_1d(2, "cross-correlation")[1]


SIZES = list(itertools.product([5, 6, 7, 8], [2, 3, 4], [1, 2, 3], [0, 1, 2], [1, 2]))


@pytest.mark.parametrize("case", SIZES[::7])
def test_output_size_counts_the_windows_that_fit(case: tuple) -> None:
    size, kernel_size, stride, padding, dilation = case
    extent = dilation * (kernel_size - 1) + 1
    starts = [start for start in range(0, size + 2 * padding, stride) if start + extent <= size + 2 * padding]
    figure, sentence = demos.output_size(*case)
    if not starts:
        assert "no output" in sentence
    else:
        assert f"= {len(starts)}:" in sentence
        # one square a pixel, padding included, and one for every tap of every window
        assert len(figure.axes[0].patches) == size + 2 * padding + kernel_size * len(starts)


@pytest.mark.parametrize("name", list(demos.KERNELS))
def test_gallery_shows_what_scipy_computes(name: str) -> None:
    figure, _ = demos.kernel_on_photograph(name)
    shown = figure.axes[-1].images[0].get_array()
    weights, photograph = demos.KERNELS[name], data.grey_photograph().astype(float)
    expected = correlate2d(photograph, weights, mode="valid") + (0 if weights.sum() > 0 else 128)
    np.testing.assert_allclose(shown, np.clip(expected, 0, 255), atol=1e-9)


def test_own_kernel_is_the_one_that_was_asked_for() -> None:
    figure, _ = demos.build_a_kernel(8, -1, 0)
    assert [float(text) for text in texts(figure)] == [0, -1, 0, -1, 8, -1, 0, -1, 0]
    # a sum of 4: brightness is kept by dividing
    shown = figure.axes[-1].images[0].get_array()
    eye = data.grey_photograph()[18:70, 8:60].astype(float)
    expected = convolve2d(eye, np.array([[0, -1, 0], [-1, 8, -1], [0, -1, 0]]) / 4, mode="valid")
    np.testing.assert_allclose(shown, np.clip(expected, 0, 255), atol=1e-9)


def test_channels_add_up_to_the_lectures_minus_25() -> None:
    said = [numbers(demos.channels_and_bias(step)[1]) for step in range(4)]
    assert [values[0] for values in said[:3]] == [308, -498, 164]
    assert said[3][-1] == -25


def every_demo():
    yield demos.slide_kernel(3, "column")
    yield demos.kernel_on_photograph("sharpen")
    yield demos.build_a_kernel(4, -1, 1)
    yield demos.signal_1d(5, "autocorrelation")
    yield demos.output_size(6, 3, 2, 0, 1)
    yield demos.channels_and_bias(3)


def test_every_picture_carries_its_sentence_and_ink_that_fits_any_page() -> None:
    for figure, sentence in every_demo():
        assert_described_and_in_the_pages_ink(figure, sentence, end=":")


def test_the_same_values_give_the_same_picture() -> None:
    """Equal frames are stored once, so nothing random may get in."""
    assert plots.to_svg(*demos.signal_1d(4)) == plots.to_svg(*demos.signal_1d(4))

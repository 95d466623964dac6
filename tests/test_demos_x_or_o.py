"""The X-or-O chapter's demos without a browser: what they draw, and that their sentences say what is true."""

import json
import re

import numpy as np
import pytest
import scipy.signal

from convcourse import plots
from convcourse.demos import x_or_o as demos


def numbers(sentence: str) -> list[float]:
    """All numbers in a sentence, typographic minus signs included."""
    return [float(found) for found in re.findall(r"-?\d+(?:\.\d+)?", sentence.replace("\N{MINUS SIGN}", "-"))]


@pytest.mark.parametrize("feature", list(demos.FEATURES))
def test_match_here_says_each_match_of_scipy(feature: str) -> None:
    expected = scipy.signal.correlate2d(demos.LETTERS["X"], demos.FEATURES[feature], mode="valid") / 9
    for step in range(0, 49, 4):
        figure, sentence = demos.match_here(step, feature)
        row, column, agree, of, not_agree, *_, value = numbers(sentence)
        assert (row, column) == divmod(step, 7)
        assert agree + not_agree == of == 9
        assert value == pytest.approx(expected[int(row), int(column)], abs=0.005)
        shown = [text.get_text() for text in figure.axes[3].texts]
        assert len(shown) == step + 1  # the map so far
        assert numbers(shown[-1])[0] == value


@pytest.mark.parametrize("stage", demos.STAGES)
@pytest.mark.parametrize("letter", list(demos.LETTERS))
def test_walk_shows_every_number_of_its_stage(stage: str, letter: str) -> None:
    figure, sentence = demos.walk(stage, letter)
    assert sentence.startswith(f"The {letter}, {stage}: ")
    count = {"match": 49, "ReLU": 49, "pooling": 16, "pooling again": 4, "votes": 4}[stage]
    maps = figure.axes[1:4]
    assert [len(ax.texts) for ax in maps] == [count] * 3
    values = np.array([numbers(text.get_text())[0] for ax in maps for text in ax.texts])
    assert (stage == "match") == bool((values < 0).any())
    if stage == "ReLU":
        negative = int(re.search(r"(\d+) of 147", sentence)[1])
        assert (values == 0).sum() >= negative


def test_votes_of_your_own_follow_the_drawing() -> None:
    _, of_x = demos.your_own(demos.START_X)
    assert "it says X" in of_x and numbers(of_x)[:2] == [1.00, 0.56]
    _, of_o = demos.your_own(demos.LETTERS["O"].astype(int))
    assert "it says O" in of_o
    # nothing drawn: each diagonal matches six pixels of paper, (6 - 3) / 9; the page says so
    _, of_nothing = demos.your_own(np.full((9, 9), -1))
    assert "it says O" in of_nothing and numbers(of_nothing)[:2] == [0.27, 0.33]
    _, of_ink = demos.your_own(np.ones((9, 9), dtype=int))
    assert numbers(of_ink)[:2] == [0.02, 0]  # the cross has one pixel more of ink than of paper


@pytest.mark.parametrize("which", ["feature pixel", "vote"])
@pytest.mark.parametrize("weight", [-2.5, -0.5, 0.0, 0.5, 2.0])
def test_wiggle_gives_advice_that_lowers_the_error(which: str, weight: float) -> None:
    figure, sentence = demos.wiggle(weight, which)
    here, above, below = numbers(sentence)[1:4]
    assert demos._error(weight, which) == pytest.approx(here, abs=1e-4)
    if "flat" in sentence:
        assert abs(above - below) < 2e-4
        return
    down = -0.01 if "make it smaller" in sentence else 0.01
    assert demos._error(weight + down, which) <= demos._error(weight - down, which)
    assert figure.axes[0].get_ylim()[0] <= here <= figure.axes[0].get_ylim()[1]


def test_the_error_of_the_untouched_network_is_that_of_its_votes() -> None:
    """The middle of the cross is 1 in the lecture's network."""
    votes = np.array([[1, 5 / 9], [5 / 9, 1]])  # of the plain X and O
    assert demos._error(1.0, "feature pixel") == pytest.approx(np.sum((votes - np.eye(2)) ** 2) / 2)


def test_training_shows_what_its_history_says() -> None:
    history = json.loads(demos.HISTORY.read_text())
    figure, sentence = demos.training(2)
    assert numbers(sentence)[:2] == [2, history[2]["loss"]]
    assert f"{history[2]['accuracy']:.1%}" in sentence
    (line,) = figure.axes[0].lines
    np.testing.assert_allclose(line.get_ydata(), [moment["loss"] for moment in history[:3]])
    sheet = figure.axes[1].images[0].get_array()
    np.testing.assert_allclose(np.asarray(sheet)[:3, 4:7], np.array(history[2]["filters"])[..., 1])
    np.testing.assert_allclose(np.asarray(sheet)[4:, :3], np.array(history[2]["filters"])[..., 3])


def test_every_picture_becomes_svg_with_its_sentence() -> None:
    for figure, sentence in [
        demos.match_here(3),
        demos.walk("votes", "O"),
        demos.wiggle(0.5),
        demos.your_own(demos.START_X),
    ]:
        assert 'role="img"' in plots.to_svg(figure, sentence)

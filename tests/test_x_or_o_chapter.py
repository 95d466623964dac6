"""The numbers that the slides state for X's and O's, computed with SciPy and compared cell by cell.

The ids are those of the ledger of slide numbers. `xo-error` is wrong: 0.49 is 1 - 0.51, but an O's right answer is 0.
"""

import json
import re
import runpy

import numpy as np
import pytest
import scipy.signal
from course import ROOT

from convcourse.data import x_and_o
from convcourse.demos import x_or_o as demos

X = x_and_o.letter("X")
DIAGONAL = np.array([[1, -1, -1], [-1, 1, -1], [-1, -1, 1]])
CROSS = np.array([[1, -1, 1], [-1, 1, -1], [1, -1, 1]])
FEATURES = {"diagonal": DIAGONAL, "cross": CROSS, "antidiagonal": DIAGONAL[:, ::-1]}

# Lecture 001, "Convolution: Trying every possible match": as the slides have them, cut off after two places.
SLIDE_MAPS = {
    "diagonal": """
        0.77 -0.11 0.11 0.33 0.55 -0.11 0.33
        -0.11 1.00 -0.11 0.33 -0.11 0.11 -0.11
        0.11 -0.11 1.00 -0.33 0.11 -0.11 0.55
        0.33 0.33 -0.33 0.55 -0.33 0.33 0.33
        0.55 -0.11 0.11 -0.33 1.00 -0.11 0.11
        -0.11 0.11 -0.11 0.33 -0.11 1.00 -0.11
        0.33 -0.11 0.55 0.33 0.11 -0.11 0.77""",
    "cross": """
        0.33 -0.55 0.11 -0.11 0.11 -0.55 0.33
        -0.55 0.55 -0.55 0.33 -0.55 0.55 -0.55
        0.11 -0.55 0.55 -0.77 0.55 -0.55 0.11
        -0.11 0.33 -0.77 1.00 -0.77 0.33 -0.11
        0.11 -0.55 0.55 -0.77 0.55 -0.55 0.11
        -0.55 0.55 -0.55 0.33 -0.55 0.55 -0.55
        0.33 -0.55 0.11 -0.11 0.11 -0.55 0.33""",
    "antidiagonal": """
        0.33 -0.11 0.55 0.33 0.11 -0.11 0.77
        -0.11 0.11 -0.11 0.33 -0.11 1.00 -0.11
        0.55 -0.11 0.11 -0.33 1.00 -0.11 0.11
        0.33 0.33 -0.33 0.55 -0.33 0.33 0.33
        0.11 -0.11 1.00 -0.33 0.11 -0.11 0.55
        -0.11 1.00 -0.11 0.33 -0.11 0.11 -0.11
        0.77 -0.11 0.11 0.33 0.55 -0.11 0.33""",
}
# "ReLU layer": the stack with no negative values.
SLIDE_RELU = {
    "diagonal": """
        0.77 0 0.11 0.33 0.55 0 0.33
        0 1.00 0 0.33 0 0.11 0
        0.11 0 1.00 0 0.11 0 0.55
        0.33 0.33 0 0.55 0 0.33 0.33
        0.55 0 0.11 0 1.00 0 0.11
        0 0.11 0 0.33 0 1.00 0
        0.33 0 0.55 0.33 0.11 0 0.77""",
    "cross": """
        0.33 0 0.11 0 0.11 0 0.33
        0 0.55 0 0.33 0 0.55 0
        0.11 0 0.55 0 0.55 0 0.11
        0 0.33 0 1.00 0 0.33 0
        0.11 0 0.55 0 0.55 0 0.11
        0 0.55 0 0.33 0 0.55 0
        0.33 0 0.11 0 0.11 0 0.33""",
    "antidiagonal": """
        0.33 0 0.55 0.33 0.11 0 0.77
        0 0.11 0 0.33 0 1.00 0
        0.55 0 0.11 0 1.00 0 0.11
        0.33 0.33 0 0.55 0 0.33 0.33
        0.11 0 1.00 0 0.11 0 0.55
        0 1.00 0 0.33 0 0.11 0
        0.77 0 0.11 0.33 0.55 0 0.33""",
}
SLIDE_POOLED = {
    "diagonal": "1.00 0.33 0.55 0.33 / 0.33 1.00 0.33 0.55 / 0.55 0.33 1.00 0.11 / 0.33 0.55 0.11 0.77",
    "cross": "0.55 0.33 0.55 0.33 / 0.33 1.00 0.55 0.11 / 0.55 0.55 0.55 0.11 / 0.33 0.11 0.11 0.33",
    "antidiagonal": "0.33 0.55 1.00 0.77 / 0.55 0.55 1.00 0.33 / 1.00 1.00 0.11 0.55 / 0.77 0.33 0.55 0.33",
}
SLIDE_DEEP = {
    "diagonal": "1.00 0.55 / 0.55 1.00",
    "cross": "1.00 0.55 / 0.55 0.55",
    "antidiagonal": "0.55 1.00 / 1.00 0.55",
}


def numbers(text: str) -> np.ndarray:
    rows = [row.split() for row in re.split(r"[/\n]", text) if row.strip()]
    return np.array(rows, dtype=float)


def cut_off(values: np.ndarray) -> np.ndarray:
    """Two places, as the slides show them: 0.777... is 0.77 there."""
    return np.round(np.trunc(values * 100 + 1e-9 * np.sign(values)) / 100, 2)


def matches(name: str) -> np.ndarray:
    return scipy.signal.correlate2d(X, FEATURES[name], mode="valid") / 9


def pooled(values: np.ndarray) -> np.ndarray:
    """Windows of two with a stride of two, the ragged edge kept."""
    rows, columns = (range(0, side, 2) for side in values.shape)
    return np.array([[values[i : i + 2, j : j + 2].max() for j in columns] for i in rows])


@pytest.mark.parametrize("name", list(FEATURES))
def test_every_cell_of_the_lectures_stacks(name: str) -> None:
    """Rows xo-map-*, xo-pool-* and xo-deep-stack, and the maps behind the ReLU."""
    np.testing.assert_array_equal(cut_off(matches(name)), numbers(SLIDE_MAPS[name]))
    np.testing.assert_array_equal(cut_off(np.maximum(matches(name), 0)), numbers(SLIDE_RELU[name]))
    np.testing.assert_array_equal(cut_off(pooled(matches(name))), numbers(SLIDE_POOLED[name]))
    np.testing.assert_array_equal(cut_off(pooled(pooled(matches(name)))), numbers(SLIDE_DEEP[name]))


@pytest.mark.parametrize("name", list(FEATURES))
def test_relu_and_pooling_may_change_places(name: str) -> None:
    scores = matches(name)
    np.testing.assert_array_equal(np.maximum(pooled(scores), 0), pooled(np.maximum(scores, 0)))


@pytest.mark.parametrize("name", list(FEATURES))
def test_the_demos_network_is_the_lectures(name: str) -> None:
    number = list(FEATURES).index(name)
    np.testing.assert_array_equal(demos.FEATURES[name], FEATURES[name])
    scores = demos._scores(X)
    np.testing.assert_allclose(scores[number], matches(name))
    small = demos._pool(np.maximum(scores, 0))
    np.testing.assert_allclose(small[number], pooled(np.maximum(matches(name), 0)))
    np.testing.assert_allclose(demos._pool(small)[number], pooled(small[number]))


def test_slide_numbers_that_are_right() -> None:
    arm, middle = X[1:4, 1:4], X[3:6, 3:6]
    assert np.mean(DIAGONAL * arm) == 1  # xo-match
    assert cut_off(np.mean(DIAGONAL * middle)) == 0.55  # xo-partial
    # train-half-squares: left to the reader on the slide
    assert np.sum((np.array([0.2, 0.4, 0.1, 0.3]) - [0, 0, 1, 0]) ** 2) / 2 == pytest.approx(0.55)


def test_the_slides_sums_have_a_term_too_few() -> None:
    assert sum([1] * 8) / 9 != 1
    assert pytest.approx(4 / 9) == (1 + 1 - 1 + 1 + 1 + 1 - 1 + 1) / 9


def test_slide_number_that_is_wrong_xo_error() -> None:
    errors = np.abs(np.array([1, 0]) - [0.92, 0.51])
    assert errors.sum() == pytest.approx(0.59)
    assert errors[0] + (1 - 0.51) == pytest.approx(0.57)  # the slide's total, with the X's right answer for the O


def test_what_the_pages_say_of_the_votes() -> None:
    said = {
        "X": (1.00, 0.56),
        "O": (0.56, 1.00),
        "shifted X": (0.91, 0.78),
        "turned X": (0.47, 0.56),
        "small X": (1.00, 0.56),
        "thick O": (0.16, 0.17),
    }
    for name, (for_x, for_o) in said.items():
        sentence = demos.walk("votes", name)[1]
        assert f"votes are {for_x:.2f} for X and {for_o:.2f} for O" in sentence, sentence


def test_the_network_of_the_page_has_the_slopes_of_keras() -> None:
    """The cells of the learning page, run as they stand, against TensorFlow's gradient tape."""
    import keras
    import tensorflow as tf

    page = (ROOT / "book" / "x-or-o" / "learning.md").read_text()
    cells = re.findall(r"```\{code-cell\} ipython3\n(.*?)```", page, flags=re.DOTALL)
    space: dict = {"np": np}
    for cell in cells:
        if "def cut" in cell or "def slopes" in cell:
            exec(cell.split("by_rule")[0], space)
    images, labels = x_and_o.batch(12, seed=9)
    found = space["slopes"](space["net"], space["cut"](images), labels)
    net = {name: tf.Variable(weights) for name, weights in space["net"].items()}
    with tf.GradientTape() as tape:
        maps = keras.ops.conv(images, tf.reshape(net["features"], (3, 3, 1, 6))) + net["offsets"]
        small = keras.ops.max_pool(keras.ops.relu(maps), 2, padding="same")
        logits = tf.reshape(small, (12, 96)) @ net["votes"] + net["bias"]
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits))
    assert space["loss"](space["net"], space["cut"](images), labels) == pytest.approx(float(loss))
    for name, slope in zip(net, tape.gradient(loss, list(net.values()))):
        np.testing.assert_allclose(found[name], slope, atol=1e-10)


def test_the_stored_training_is_what_the_pages_cells_give() -> None:
    """To renew it: python tools/x_or_o_training.py."""
    module = runpy.run_path(str(ROOT / "tools" / "x_or_o_training.py"))
    stored, computed = json.loads(demos.HISTORY.read_text()), module["history"]()
    assert len(stored) == len(computed) == 25
    for now, then in zip(stored, computed):
        np.testing.assert_allclose(now["loss"], then["loss"], atol=0.01)
        np.testing.assert_allclose(now["filters"], then["filters"], atol=0.02)
        assert now["accuracy"] == pytest.approx(then["accuracy"], abs=0.01)
    # what the page claims
    assert stored[-1]["accuracy"] > 0.96 > 0.7 > stored[0]["accuracy"]

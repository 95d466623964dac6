"""The pooling assignment as a document, and its reference against Keras and TensorFlow's gradients."""

import os

import numpy as np
import pytest
from test_assignments import SOURCES, answers, nbgrader

from autograder.reference import pooling as reference

SOURCE = SOURCES["pooling"]
FUNCTIONS = [
    "max_pool2d",
    "max_pool2d_backward",
    "avg_pool2d",
    "avg_pool2d_backward",
    "global_avg_pool",
    "global_avg_pool_backward",
    "build_flatten_net",
    "build_gap_net",
    "confusion_matrix",
    "scores",
    "my_experiment",
]


def test_what_is_asked_for() -> None:
    assert answers("pooling") == FUNCTIONS


def test_the_rules_name_every_convention() -> None:
    rules = next(cell.source for cell in SOURCE.cells if cell.id == "rules")
    for word in ("ValueError", "uint8", "float32", "minus infinity", "row-major", "(down, across)", "lists", "NaN"):
        assert word in rules, word


AWKWARD = [((7, 5), (3, 2), (2, 1)), ((6, 9), 2, None), ((9, 8), (2, 3), (3, 4)), ((5, 7), 3, 1)]


@pytest.mark.parametrize(("shape", "size", "stride"), AWKWARD)
@pytest.mark.parametrize("tied", [False, True], ids=["", "tied"])
def test_the_reference_pools_as_keras_does_there_and_back(shape, size, stride, tied: bool) -> None:
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import keras
    import tensorflow as tf

    rng = np.random.default_rng(7)
    x = rng.normal(size=(2, *shape, 3))
    x = np.round(x) if tied else x
    for layer, forward, backward in [
        (keras.layers.MaxPooling2D, reference.max_pool2d, reference.max_pool2d_backward),
        (keras.layers.AveragePooling2D, reference.avg_pool2d, reference.avg_pool2d_backward),
    ]:
        keras_layer = layer(size, strides=stride, dtype="float64")
        with tf.GradientTape() as tape:
            watched = tf.constant(x)
            tape.watch(watched)
            y = keras_layer(watched)
        np.testing.assert_allclose(forward(x, size, stride), y, atol=1e-12)
        dy = rng.normal(size=y.shape)
        expected = tape.gradient(y, watched, output_gradients=dy)
        np.testing.assert_allclose(backward(dy, x, size, stride), expected, atol=1e-9)


def test_the_reference_pads_with_minus_infinity() -> None:
    x = -1 - np.random.default_rng(8).random((2, 4, 5, 2))
    padded = np.pad(x, ((0, 0), (2, 2), (1, 1), (0, 0)), constant_values=-1e300)
    np.testing.assert_array_equal(reference.max_pool2d(x, 3, 2, (2, 1)), reference.max_pool2d(padded, 3, 2))
    dy = np.random.default_rng(9).random(reference.max_pool2d(padded, 3, 2).shape)
    whole = reference.max_pool2d_backward(dy, padded, 3, 2)
    np.testing.assert_allclose(reference.max_pool2d_backward(dy, x, 3, 2, (2, 1)), whole[:, 2:-2, 1:-1])


def test_the_reference_averages_whole_maps_as_keras_does() -> None:
    import keras

    x = np.random.default_rng(10).normal(size=(2, 4, 7, 3))
    expected = keras.layers.GlobalAveragePooling2D(dtype="float64")(x)
    np.testing.assert_allclose(reference.global_avg_pool(x), expected)
    dy = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    dx = reference.global_avg_pool_backward(dy, x)
    np.testing.assert_allclose(dx, np.broadcast_to(dy[:, None, None] / 28, x.shape), atol=1e-12)


def test_the_networks_have_the_lectures_counts() -> None:
    assert reference.build_flatten_net().count_params() == 388_298
    assert reference.build_gap_net().count_params() == 101_578


def test_a_draw_is_no_conclusion() -> None:
    table, worse = [[9, 1], [0, 10]], [[8, 2], [0, 10]]
    same = {"original": table, "shifted": worse}
    assert reference.more_invariant({"flatten": same, "gap": same}) == "neither"
    assert reference.more_invariant({"flatten": same, "gap": {"original": table, "shifted": table}}) == "gap"
    assert reference.more_invariant({"flatten": {"original": worse, "shifted": table}, "gap": same}) == "flatten"


def test_the_given_experiment_runs_with_the_students_own_functions(monkeypatch) -> None:
    """On few digits, two epochs: what it prints is what `my_experiment` wants."""
    from convcourse.data import digits

    small, labels = digits.small_digits()
    images = np.kron(small[:60], np.ones((3, 3), np.uint8))
    monkeypatch.setattr(digits, "mnist", lambda: (np.pad(images, ((0, 0), (2, 2), (2, 2))), labels[:60]))
    namespace: dict = {}
    for cell in SOURCE.cells:
        if cell.cell_type == "code" and not nbgrader(cell).get("grade"):
            exec(cell.source, namespace)
    said = []
    namespace["print"] = lambda *what: said.append(what)
    namespace["experiment"](digits=60, epochs=1)
    tables = said[-1][-1]
    assert set(tables) == {"flatten", "gap"}
    assert all(np.array(table).sum() == 12 for both in tables.values() for table in both.values())

"""The convolution assignment as a document: what is asked for, and conventions."""

import numpy as np
from test_assignments import SOURCES, answers, nbgrader

from autograder.reference import convolution as reference

SOURCE = SOURCES["convolution"]
FUNCTIONS = ["correlate2d", "convolve2d", "fft_convolve2d", "sobel", "conv2d", "conv2d_backward"]


def test_what_is_asked_for() -> None:
    assert answers("convolution") == FUNCTIONS


def test_the_rules_name_every_convention() -> None:
    rules = next(cell.source for cell in SOURCE.cells if cell.id == "rules")
    for word in ("ValueError", "uint8", "float32", "(down, across)", "(above and below, left and right)", "lists"):
        assert word in rules, word


def test_the_lectures_sobel_matrices_point_where_the_text_says() -> None:
    """gx > 0 where brightness grows to the right, gy > 0 where it grows downward; seen without any reference."""
    namespace: dict = {"np": np}
    for cell in SOURCE.cells:
        if nbgrader(cell).get("solution") or cell.id == "pair":
            exec(cell.source, namespace)
    rows, columns = np.mgrid[:6, :9] * 10.0
    gx, gy, magnitude = namespace["sobel"](columns)
    assert (gx == 80).all()
    assert (gy == 0).all()
    assert (magnitude == 80).all()
    gx, gy, _ = namespace["sobel"](rows)
    assert (gx == 0).all()
    assert (gy == 80).all()
    np.testing.assert_allclose(namespace["sobel"](rows * columns), reference.sobel(rows * columns))

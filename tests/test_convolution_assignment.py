"""The convolution assignment as a document: points, hints, conventions, and what students receive."""

import nbformat
import numpy as np
from course import ROOT

from autograder.reference import convolution as reference

SOURCE = nbformat.read(ROOT / "solutions" / "convolution" / "convolution.ipynb", as_version=4)
RELEASED = nbformat.read(ROOT / "assignments" / "convolution" / "convolution.ipynb", as_version=4)
FUNCTIONS = ["correlate2d", "convolve2d", "fft_convolve2d", "sobel", "conv2d", "conv2d_backward"]


def nbgrader(cell) -> dict:
    return cell.metadata.get("nbgrader", {})


TESTS = [cell for cell in SOURCE.cells if nbgrader(cell).get("grade")]


def grade_id(cell) -> str:
    return nbgrader(cell)["grade_id"]


def test_six_functions_and_a_hundred_points() -> None:
    assert [grade_id(cell) for cell in SOURCE.cells if nbgrader(cell).get("solution")] == FUNCTIONS
    assert sum(nbgrader(cell)["points"] for cell in TESTS) == 100
    for cell in TESTS:
        assert any(grade_id(cell).startswith(f"test_{function}_") for function in FUNCTIONS)


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

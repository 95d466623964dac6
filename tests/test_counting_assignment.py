"""The counting assignment as a document: what is asked for, conventions, and its examples."""

import math
import re

from test_assignments import SOURCES, answers, nbgrader

from autograder.engine.grading import withheld_modules

SOURCE = SOURCES["counting"]
FUNCTIONS = [
    "output_size",
    "layer_output_shape",
    "layer_parameters",
    "layer_macs",
    "network_summary",
    "receptive_field",
]


def test_what_is_asked_for() -> None:
    assert answers("counting") == FUNCTIONS


def test_the_rules_name_every_convention() -> None:
    rules = next(cell.source for cell in SOURCE.cells if cell.id == "rules")
    kinds = ("conv", "depthwise", "separable", "pool", "global_pool", "flatten", "dense", "batch_norm")
    for word in (*kinds, "ValueError", "(height, width)", "as large as the kernel", "ceil(n / stride)", "to the *end*"):
        assert word in rules, word


def test_the_examples_in_the_text_are_right() -> None:
    """Docstrings and tables: each `function(...) is value` and each row of a table."""
    namespace: dict = {"math": math}
    for cell in SOURCE.cells:
        if nbgrader(cell).get("solution") or cell.id == "pair":
            exec(cell.source, namespace)
    found = 0
    for function in FUNCTIONS:
        for call, value in re.findall(
            r"(\w+\(.*?\)) is (.+?)(?:[;.]$|;|\.\n)", namespace[function].__doc__, re.MULTILINE
        ):
            assert eval(call, namespace) == eval(value), call
            found += 1
    for text, function in (
        ("layer-output-shape-text", "layer_output_shape"),
        ("layer-parameters-text", "layer_parameters"),
    ):
        cell = next(cell for cell in SOURCE.cells if cell.id == text)
        for layer, value in re.findall(r"^\| `(\{.*\})` \| (?:.*= )?(.+) \|$", cell.source, re.MULTILINE):
            shape = (32, 24, 3) if function == "layer_output_shape" else (32, 32, 3)
            assert namespace[function](eval(layer), shape) == eval(value), layer
            found += 1
    assert found == 14


def test_the_module_that_does_it_all_is_withheld() -> None:
    assert [path.name for path in withheld_modules(SOURCE)] == ["counting.py"]
    rules = next(cell.source for cell in SOURCE.cells if cell.id == "rules")
    assert "convcourse.counting" in rules

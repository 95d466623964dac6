"""What holds for every assignment as a document: points, hints, hidden checks, and what students receive."""

import ast

import nbformat
import pytest
from course import ROOT

NAMES = sorted(path.name for path in (ROOT / "solutions").iterdir() if path.is_dir())


def read(kind: str, name: str) -> nbformat.NotebookNode:
    return nbformat.read(ROOT / kind / name / f"{name}.ipynb", as_version=4)


SOURCES = {name: read("solutions", name) for name in NAMES}
RELEASES = {name: read("assignments", name) for name in NAMES}


def nbgrader(cell) -> dict:
    return cell.metadata.get("nbgrader", {})


def answers(name: str) -> list[str]:
    return [nbgrader(cell)["grade_id"] for cell in SOURCES[name].cells if nbgrader(cell).get("solution")]


TESTS = [
    pytest.param(name, cell, id=f"{name}-{nbgrader(cell)['grade_id']}")
    for name, source in SOURCES.items()
    for cell in source.cells
    if nbgrader(cell).get("grade")
]
each_assignment = pytest.mark.parametrize("name", NAMES)
each_test = pytest.mark.parametrize(("name", "cell"), TESTS)


def parts(cell) -> tuple[str, str]:
    """The visible and the hidden source of a test cell."""
    visible, hidden = cell.source.split("### BEGIN HIDDEN TESTS")
    return visible, hidden.split("### END HIDDEN TESTS")[0]


def checks(source: str, module: str) -> list[ast.Call]:
    """Every call `module.something(...)`."""
    return [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and getattr(node.func.value, "id", "") == module
        and node.func.attr != "print_warnings"
    ]


@each_assignment
def test_the_notebooks_are_valid_without_outputs_and_with_stable_ids(name: str) -> None:
    for notebook in (SOURCES[name], RELEASES[name]):
        nbformat.validate(notebook)
        assert (notebook.nbformat, notebook.nbformat_minor) >= (4, 5)
        assert notebook.metadata.kernelspec.name == "python3"
        assert all(not cell.get("outputs") and cell.get("execution_count") is None for cell in notebook.cells)
        ids = [cell.id for cell in notebook.cells]
        assert len(set(ids)) == len(ids)
    assert [cell.id for cell in SOURCES[name].cells] == [cell.id for cell in RELEASES[name].cells]


@each_assignment
def test_an_assignment_has_a_hundred_points(name: str) -> None:
    assert sum(nbgrader(cell).get("points", 0) for cell in SOURCES[name].cells) == 100


@each_test
def test_a_test_cell_is_named_after_what_it_tests(name: str, cell) -> None:
    assert any(nbgrader(cell)["grade_id"].startswith(f"test_{answer}_") for answer in answers(name))


@each_test
def test_a_test_cell_teaches_openly_and_checks_more_in_hiding(name: str, cell) -> None:
    visible, hidden = parts(cell)
    assert checks(visible, "check")
    assert checks(hidden, "hidden") or checks(hidden, "models")
    # the last line must not be a value, which nbgrader would take for the score
    last = ast.unparse(ast.parse(cell.source).body[-1])
    assert not last.startswith(("hidden.call(", "models.returned(", "models.handed_in("))


@each_test
def test_every_check_has_a_hint(name: str, cell) -> None:
    for call in checks(cell.source, "check") + checks(cell.source, "hidden"):
        hint = next((keyword.value for keyword in call.keywords if keyword.arg == "hint"), None)
        assert hint is not None, ast.unparse(call)
        # anything but a text stands for one of the texts in the cell's table of cases
        assert not isinstance(hint, ast.Constant) or len(hint.value) >= 15


@each_test
def test_hidden_tests_reach_the_student_only_through_hidden_checks(name: str, cell) -> None:
    """A bare call would show a traceback with the hidden input.

    A model may go to the closed room at once, and a helper may call what it is for: hidden.call calls the helper.
    """
    hidden = parts(cell)[1]
    handed_over = {ast.unparse(argument) for call in checks(hidden, "models") for argument in call.args}
    for statement in ast.parse(hidden).body:
        for node in [] if isinstance(statement, ast.FunctionDef) else ast.walk(statement):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in answers(name):
                assert ast.unparse(node) in handed_over, ast.unparse(node)


@each_assignment
def test_the_release_holds_neither_solutions_nor_hidden_tests(name: str) -> None:
    text = "\n".join(cell.source for cell in RELEASES[name].cells)
    for word in ("### BEGIN", "### END", "autograder", "reference.", "hidden."):
        assert word not in text, word
    blanks = [cell.source for cell in RELEASES[name].cells if nbgrader(cell).get("solution")]
    assert len(blanks) == len(answers(name))
    for blank in blanks:
        assert "raise NotImplementedError()" in blank
        # what students read about the function stays
        assert ast.get_docstring(ast.parse(blank).body[0])


@each_assignment
def test_the_release_is_up_to_date(name: str) -> None:
    for source, released in zip(SOURCES[name].cells, RELEASES[name].cells, strict=True):
        if not nbgrader(source).get("solution"):
            assert source.source.split("### BEGIN HIDDEN TESTS")[0].strip() == released.source.strip()

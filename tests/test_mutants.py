"""The mutation bank: wrong answers lose exactly the points they should, right answers in any style lose none.

Each file of tests/mutants/<assignment>/ is one wrong answer and says in LOSES which test cells it must lose; each of
tests/variants/<assignment>/ is a right one. All are handed in as students of one class and graded by one real
`nbgrader autograde`; points are read from the gradebook.

Where a trained model is part of the assignment, each hands in variants/<assignment>/model.keras; a wrong model lies
beside its mutant, under the mutant's name. Models that are too large to be kept are made by
variants/<assignment>/models/make.py, under the same names.
"""

import ast
import functools
import runpy
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from course import ROOT, Course
from nbgrader.api import Gradebook

from autograder.submissions import fill_in, read_answers

MODEL = "model.keras"
ASSIGNMENTS = sorted(path.name for path in (ROOT / "tests" / "mutants").iterdir())
MUTANTS = sorted((ROOT / "tests" / "mutants").glob("*/*.py"))
VARIANTS = sorted((ROOT / "tests" / "variants").glob("*/*.py"))


def student(path: Path) -> str:
    return f"{path.parent.parent.name}-{path.stem}"


def named(path: Path) -> str:
    """The test's name says the assignment, so that `-k pooling` runs all of one bank and nothing else."""
    return f"{path.parent.name}-{student(path)}"


def source_of(assignment: str) -> nbformat.NotebookNode:
    return nbformat.read(ROOT / "solutions" / assignment / f"{assignment}.ipynb", as_version=4)


def losses_of(path: Path) -> set[str]:
    """The LOSES of a mutant's file."""
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.Assign) and node.targets[0].id == "LOSES":
            return set(ast.literal_eval(node.value))
    raise AssertionError(f"{path} does not say what it LOSES")


@pytest.fixture(scope="module")
def lost(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], dict[str, dict[str, float]]]:
    """assignment -> student -> test cell -> points, for every cell whose points are not full.

    An assignment's bank is graded when a test first asks for it: `-k pooling` grades that one alone.
    """
    return functools.cache(lambda assignment: graded(assignment, tmp_path_factory.mktemp(assignment)))


def graded(assignment: str, folder: Path) -> dict[str, dict[str, float]]:
    """Release the assignment, hand in the whole bank, grade it."""
    source = source_of(assignment)
    course = Course(folder / "course", assignment, source)
    course.nbgrader("generate_assignment", assignment)
    released = course.released
    solution = read_solution(source)
    course.hand_in("blank", released)
    trained = ROOT / "tests" / "variants" / assignment / MODEL
    made = made_models(assignment, folder / "models")
    hand_in_model(course.hand_in("solution", fill_in(released, solution)), made.get("model", trained))
    for path in [*MUTANTS, *VARIANTS]:
        if path.parent.name == assignment:
            submitted = course.hand_in(student(path), fill_in(released, solution | read_answers(path, released)))
            own = made.get(path.stem, path.with_suffix(".keras"))
            hand_in_model(submitted, own if own.exists() else made.get("model", trained))
    started = time.perf_counter()
    course.nbgrader("autograde", assignment)
    print(f"{assignment}: the bank graded in {time.perf_counter() - started:.0f} s")
    with Gradebook(f"sqlite:///{course.root / 'autograder' / 'gradebook.db'}") as gradebook:
        return {
            submission.student.id: {
                grade.name: grade.auto_score
                for notebook in submission.notebooks
                for grade in notebook.grades
                if grade.auto_score != grade.max_score
            }
            for submission in gradebook.assignment_submissions(assignment)
        }


def made_models(assignment: str, folder: Path) -> dict[str, Path]:
    """Name -> `.keras` file, of the models that are made and not kept; none for most assignments."""
    script = ROOT / "tests" / "variants" / assignment / "models" / "make.py"
    if not script.exists():
        return {}
    folder.mkdir()
    runpy.run_path(str(script))["make"](folder)
    return {path.stem: path for path in folder.iterdir()}


def hand_in_model(folder: Path, model: Path) -> None:
    """The trained model beside the notebook, and the history of its training, if the assignment asks for them."""
    for file, name in ((model, MODEL), (model.with_suffix(".json"), "history.json")):
        if file.exists():
            shutil.copy(file, folder / name)


def read_solution(source: nbformat.NotebookNode) -> dict[str, str]:
    """grade_id -> the solution, as a student would have written it (no markers)."""
    return {
        cell.metadata.nbgrader.grade_id: "\n".join(line for line in cell.source.splitlines() if "### " not in line)
        for cell in source.cells
        if cell.metadata.get("nbgrader", {}).get("solution")
    }


@pytest.mark.parametrize("path", MUTANTS, ids=named)
def test_a_wrong_answer_loses_what_it_should_and_nothing_else(path: Path, lost: Callable) -> None:
    points = lost(path.parent.name)[student(path)]
    assert set(points) == losses_of(path)
    assert set(points.values()) == {0.0}


@pytest.mark.parametrize("path", VARIANTS, ids=named)
def test_a_right_answer_loses_nothing(path: Path, lost: Callable) -> None:
    assert lost(path.parent.name)[student(path)] == {}


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_the_solution_has_all_points_and_the_blank_none(assignment: str, lost: Callable) -> None:
    tests = {
        cell.metadata.nbgrader.grade_id
        for cell in source_of(assignment).cells
        if cell.metadata.get("nbgrader", {}).get("grade")
    }
    assert lost(assignment)["solution"] == {}
    assert lost(assignment)["blank"] == dict.fromkeys(tests, 0.0)


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_every_test_cell_kills_a_mutant(assignment: str) -> None:
    killed = set().union(*(losses_of(path) for path in MUTANTS if path.parent.name == assignment))
    tests = {
        cell.metadata.nbgrader.grade_id
        for cell in source_of(assignment).cells
        if cell.metadata.get("nbgrader", {}).get("grade")
    }
    assert killed == tests


@pytest.mark.parametrize("path", [*MUTANTS, *VARIANTS], ids=named)
def test_the_first_line_is_a_sentence(path: Path) -> None:
    sentence = ast.get_docstring(ast.parse(path.read_text()))
    assert sentence
    assert sentence.endswith(".")

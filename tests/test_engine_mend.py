"""Accidents with notebooks: through the real command, each gets its points, its sentence and its row."""

import copy
import csv
import json
import logging
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from course import Course, nbgrader_cell
from nbformat.v4 import new_code_cell, new_notebook

from autograder.engine import folders
from autograder.engine.mend import mend

ANSWER = "def double(x):\n    return x + x"


def answered(course: Course) -> nbformat.NotebookNode:
    """The released notebook with the right answer."""
    notebook = course.released
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = ANSWER
    return notebook


def by_name(notebook: nbformat.NotebookNode, name: str) -> nbformat.NotebookNode:
    return next(cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == name)


def duplicated(notebook):
    notebook.cells.append(copy.deepcopy(by_name(notebook, "test_double")))
    notebook.cells.append(copy.deepcopy(by_name(notebook, "double")))


def without_test(notebook):
    notebook.cells.remove(by_name(notebook, "test_double"))


def moved(notebook):
    test = by_name(notebook, "test_double")
    notebook.cells.remove(test)
    notebook.cells.append(test)


def metadata_stripped(notebook):
    for number, cell in enumerate(notebook.cells):
        cell.metadata = {}
        cell.id = f"fresh-{number}"


def metadata_stripped_but_for_ids(notebook):
    for cell in notebook.cells:
        cell.metadata = {}


def flags_flipped(notebook):
    for name in ("double", "test_double"):
        metadata = by_name(notebook, name).metadata.nbgrader
        metadata.update(solution=not metadata.solution, locked=not metadata.locked, grade=False, schema_version=1)


def points_raised(notebook):
    by_name(notebook, "test_double").metadata.nbgrader.points = 500


def renamed_cells(notebook):
    for name in ("double", "test_double"):
        by_name(notebook, name).metadata.nbgrader.grade_id = f"my_{name}"


def not_a_dictionary(notebook):
    for cell in notebook.cells:
        cell.metadata["nbgrader"] = "gone"


def answer_as_markdown(notebook):
    cell = by_name(notebook, "double")
    cell.cell_type = "markdown"
    del cell["outputs"], cell["execution_count"]


def tagged(notebook):
    by_name(notebook, "test_double").metadata.tags = ["skip-execution"]


def split(notebook):
    position = notebook.cells.index(by_name(notebook, "double"))
    notebook.cells.insert(position, copy.deepcopy(notebook.cells[position]))
    notebook.cells[position].source = "half = 1"


def answer_elsewhere(notebook):
    position = notebook.cells.index(by_name(notebook, "double"))
    notebook.cells[position] = nbformat.v4.new_code_cell(f"other = 3\n\n{ANSWER}")


ACCIDENTS: list[Callable] = [
    duplicated,
    without_test,
    moved,
    metadata_stripped,
    metadata_stripped_but_for_ids,
    flags_flipped,
    points_raised,
    renamed_cells,
    not_a_dictionary,
    answer_as_markdown,
    tagged,
    split,
    answer_elsewhere,
]


def hand_in(course: Course, student: str, content: bytes | str, name: str = "small.ipynb") -> None:
    folder = course.submitted(student)
    folder.mkdir(parents=True)
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())


def version_3(notebook: nbformat.NotebookNode) -> str:
    return nbformat.writes(nbformat.convert(notebook, 3), version=nbformat.NO_CONVERT)


@pytest.fixture(scope="module")
def graded(released_small: Course, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A class of accidents, graded and with feedback, by the real commands in one run."""
    root = tmp_path_factory.mktemp("accidents") / "course"
    shutil.copytree(released_small.root, root)
    course = Course.at(root, "small")
    good = nbformat.writes(answered(course))
    for accident in ACCIDENTS:
        notebook = answered(course)
        accident(notebook)
        hand_in(course, accident.__name__, json.dumps(notebook))
    hand_in(course, "honest", good)
    hand_in(course, "bom", b"\xef\xbb\xbf" + good.encode())
    hand_in(course, "utf16", good.encode("utf-16"))
    hand_in(course, "format3", version_3(answered(course)))
    hand_in(course, "renamed_file", good, name="small final (2).ipynb")
    hand_in(course, "empty", b"")
    hand_in(course, "picture", b"\x89PNG\r\n\x1a\n\x00\x00\xff\xfe")
    hand_in(course, "cut", good[: len(good) // 2])
    hand_in(course, "list", "[1, 2]")
    hand_in(course, "malformed", '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": 7}')
    hand_in(course, "no_notebook", "hello", name="answer.txt")
    hand_in(course, "linked", good, name="kept.txt")
    (course.submitted("linked") / "small.ipynb").symlink_to(course.submitted("honest") / "small.ipynb")
    hand_in(course, "links_out", good)
    (course.submitted("links_out") / "book.db").symlink_to(root / "autograder" / "gradebook.db")
    os.mkfifo(course.submitted("links_out") / "pipe")
    course.log = course.nbgrader("autograde", "small").stderr
    course.nbgrader("generate_feedback", "small")
    course.nbgrader("export", "--to", str(root / "grades.csv"))
    return course


@pytest.fixture(scope="module")
def scores(graded: Course) -> dict[str, float]:
    with (graded.root / "grades.csv").open() as file:
        return {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}


@pytest.mark.parametrize("student", [accident.__name__ for accident in ACCIDENTS])
def test_an_accident_costs_no_points(scores: dict, graded: Course, student: str) -> None:
    assert scores[student] == 5
    assert f"{student}/small" in graded.log or student == "moved"


@pytest.mark.parametrize("student", ["honest", "bom", "utf16", "format3", "renamed_file", "links_out"])
def test_a_readable_file_gets_its_points(scores: dict, student: str) -> None:
    assert scores[student] == 5


@pytest.mark.parametrize("student", ["empty", "picture", "cut", "list", "malformed", "no_notebook", "linked"])
def test_an_unreadable_file_gets_a_row_and_a_sentence(scores: dict, graded: Course, student: str) -> None:
    assert scores[student] == 0
    page = (graded.root / "autograder" / "feedback" / student / "small" / "small.html").read_text()
    assert "could not be read" in page


def test_links_lead_nowhere(graded: Course) -> None:
    for step in ("submitted", "autograded", "feedback"):
        folder: Path = graded.root / "autograder" / step / "links_out" / "small"
        assert not (folder / "book.db").exists() and not (folder / "pipe").exists()


def test_a_half_done_folder_is_graded_again(graded: Course) -> None:
    graded_folder = graded.root / "autograder" / "autograded" / "honest" / "small"
    notebook = nbformat.read(graded_folder / "small.ipynb", as_version=4)
    del notebook.metadata["graded_by_engine"]
    (graded_folder / "small.ipynb").chmod(0o644)
    nbformat.write(notebook, graded_folder / "small.ipynb")
    assert "half done" in graded.nbgrader("autograde", "small", "--student", "honest").stderr
    assert "half done" not in graded.nbgrader("autograde", "small", "--student", "honest").stderr


def test_tags_that_were_handed_out_are_no_change() -> None:
    cell = nbgrader_cell("def network():\n    pass", "network")
    cell.metadata.tags = ["with-answers"]
    released = new_notebook(cells=[cell])
    assert mend(copy.deepcopy(released), released) == []
    changed = copy.deepcopy(released)
    changed.cells[0].metadata.tags.append("skip-execution")
    (sentence,) = mend(changed, released)
    assert "tags" in sentence


def test_an_answer_with_lines_for_the_shell_is_recognised() -> None:
    released = new_notebook(cells=[nbgrader_cell("def network():\n    pass", "network", solution=True)])
    source = "%%time\n!pip install seaborn\ndef network():\n    return 1"
    handed_in = new_notebook(cells=[new_code_cell(source)])
    (sentence,) = mend(handed_in, released)
    assert "recognised by its content" in sentence and handed_in.cells[0].source == source


def test_cells_that_are_compared_take_no_time() -> None:
    """Word by word, a long cell took as many steps as the product of the two lengths, for every released cell."""
    released = new_notebook(cells=[nbgrader_cell(f"import numpy as n{i}\nx = 1\ny = 2", f"c{i}") for i in range(20)])
    words = " ".join(["import", "="] * 200_000)
    handed_in = new_notebook(cells=[new_code_cell(words), *(new_code_cell(f"y = {i}") for i in range(900))])
    start = time.monotonic()
    mend(handed_in, released)
    assert time.monotonic() - start < 10


def test_one_folder_that_cannot_be_read_stops_nobody(
    released_small: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(submission: Path, log: logging.Logger) -> None:
        if submission.parent.name == "ann":
            raise PermissionError(13, "Permission denied", str(submission))
        seen.append(submission.parent.name)

    seen: list[str] = []
    for student in ("ann", "bob"):
        (tmp_path / student / "small").mkdir(parents=True)
    coursedir = SimpleNamespace(
        assignment_id="small",
        student_id="*",
        notebook_id="small",
        ignore=[],
        source_directory="solutions",
        format_path=lambda *_: str(released_small.root / "solutions" / "small"),
        get_existing_timestamp=lambda _: None,
    )
    converter = SimpleNamespace(
        coursedir=coursedir,
        log=logging.getLogger("test"),
        assignments={},
        _format_source=lambda *_: str(tmp_path / "*" / "small"),
        _format_dest=lambda *_: str(tmp_path / "nowhere"),
    )
    monkeypatch.setattr(folders, "remove_links", refuse)
    folders.prepare(converter)
    assert seen == ["bob"] and "ann/small could not be made ready" in caplog.text

"""Submissions that are odd as files: names, sizes, depths, and notebooks with something hostile in their structure.

Each maker changes one honest submission, in its folder; the points are those that the honest answers in it deserve.
"""

import json
import os
from collections.abc import Callable
from pathlib import Path

BELL = "\x1b]0;OWNED\x07\x1b[2J"  # renames the window and clears the screen of who prints it to a terminal
NOTEBOOK = "small.ipynb"


def _notebook(folder: Path, change: Callable[[dict], None]) -> None:
    path = folder / NOTEBOOK
    content = json.loads(path.read_text())
    change(content)
    path.write_text(json.dumps(content))


def _code(source: str, **more) -> dict:
    cell = {"cell_type": "code", "source": source, "metadata": {}, "outputs": [], "execution_count": None}
    return {**cell, **more}


def terminal_codes(folder: Path) -> None:
    """Names of cells, tags and files that would act on the instructor's terminal."""

    def change(content: dict) -> None:
        for name in (BELL, "two\nlines", "half \ud800 a character"):
            content["cells"].append(_code("1", metadata={"nbgrader": {"grade_id": name}, "tags": [name]}))
        content["cells"].append(_code(f"# {BELL}", metadata={"tags": ["skip"]}))

    _notebook(folder, change)
    (folder / f"{BELL}link").symlink_to("/etc/passwd")


def terminal_codes_in_the_name(folder: Path) -> None:
    """The only notebook has a name that would act on the terminal."""
    (folder / NOTEBOOK).rename(folder / f"{BELL}\n.ipynb")


def terminal_codes_from_a_fixed_cell(folder: Path) -> None:
    """The sentence for the instructor's log, about a fixed cell that fails among the tests, is the student's."""

    def change(content: dict) -> None:
        lie = "lambda answer, objects: wire.dumps(['gone', '\\x1b]0;OWNED\\x07'])"
        modules = "import sys; wire = sys.modules['autograder.engine.wire']"
        content["cells"].append(_code(f"{modules}; sys.modules['autograder.engine.student']._packed = {lie}"))

    _notebook(folder, change)


def many_cells(folder: Path) -> None:
    """A mend for each of four hundred cells."""

    def change(content: dict) -> None:
        content["cells"] += [_code("", metadata={"nbgrader": {"grade_id": f"no_{number}"}}) for number in range(400)]

    _notebook(folder, change)


def alike_cells(folder: Path) -> None:
    """Long cells that are compared, word by word, with the released ones."""

    def change(content: dict) -> None:
        for cell in content["cells"]:
            cell["metadata"] = {}
            cell.pop("id", None)
        words = " ".join(["import", "="] * 100_000)
        content["cells"] += [_code(words), *(_code(f"import numpy as {n}") for n in range(300))]

    _notebook(folder, change)


def hollow_outputs(folder: Path) -> None:
    """A small file whose empty outputs take minutes to be looked through."""
    _notebook(folder, lambda content: content["cells"].append(_code("1", outputs=[{}] * 300_000)))


def hollow_metadata(folder: Path) -> None:
    """A small file that takes gigabytes when it is read."""
    path = folder / NOTEBOOK
    text = path.read_text().strip()
    path.write_text(text[:-1] + ', "more": [' + "[]," * 7_000_000 + "[]]}")


def file_for_folder(folder: Path) -> None:
    """A file where the instructor has a folder."""
    (folder / "data").write_text("mine")


def folder_for_file(folder: Path) -> None:
    """Folders where the instructor, nbgrader or the feedback have files."""
    for name in ("table.csv", "timestamp.txt", "small.html"):
        (folder / name).mkdir()
        (folder / name / "mine.txt").write_text("mine")


def no_date(folder: Path) -> None:
    """nbgrader's file for the time of the submission, with another text."""
    (folder / "timestamp.txt").write_text("yesterday evening")


def many_files(folder: Path) -> None:
    """A data set handed in with the notebook, as a cat-and-dog class does."""
    for number in range(3100):
        (folder / f"cat.{number}.txt").write_text("miaow")


def deep_folders(folder: Path) -> None:
    """Folders in folders in folders."""
    here = Path.cwd()
    try:
        os.chdir(folder)
        for _ in range(1050):
            os.mkdir("d")  # noqa: PTH102 (a path of all of them would be too long)
            os.chdir("d")
        Path("end.txt").write_text("the end")
    finally:
        os.chdir(here)


FOLDERS: dict[str, tuple[Callable[[Path], None], float]] = {
    "terminal_codes": (terminal_codes, 10),
    "terminal_codes_in_the_name": (terminal_codes_in_the_name, 10),
    "terminal_codes_from_a_fixed_cell": (terminal_codes_from_a_fixed_cell, 0),
    "many_cells": (many_cells, 10),
    "alike_cells": (alike_cells, 10),
    "hollow_outputs": (hollow_outputs, 10),
    "hollow_metadata": (hollow_metadata, 0),
    "file_for_folder": (file_for_folder, 10),
    "folder_for_file": (folder_for_file, 10),
    "no_date": (no_date, 10),
    "many_files": (many_files, 10),
    "deep_folders": (deep_folders, 10),
}

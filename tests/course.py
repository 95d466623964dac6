"""A small course in a temporary folder, driven by the real nbgrader commands. Shared by the tests of the grader."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

ROOT = Path(__file__).resolve().parent.parent


def nbgrader_cell(source: str, grade_id: str, *, solution: bool = False, points: int | None = None):
    """A code cell as nbgrader's Create Assignment view makes it: an answer cell, a test cell, or a fixed one."""
    metadata = {
        "schema_version": 3,
        "cell_type": "code",
        "grade_id": grade_id,
        "grade": points is not None,
        "solution": solution,
        "locked": not solution,
        "task": False,
    }
    if points is not None:
        metadata["points"] = points
    return new_code_cell(source, metadata={"nbgrader": metadata}, id=grade_id.replace("_", "-"))


def small_notebook():
    """A source notebook with one function, a visible and a hidden test."""
    cells = [
        new_markdown_cell("# Small", id="title"),
        nbgrader_cell(
            "def double(x):\n    ### BEGIN SOLUTION\n    y = x\n    y = y + x\n    return y\n    ### END SOLUTION",
            "double",
            solution=True,
        ),
        nbgrader_cell(
            "assert double(2) == 4\n### BEGIN HIDDEN TESTS\nsecret = 21\n"
            "assert double(secret) == 42, 'wrong for odd numbers'\nassert double(-secret) == -42\n### END HIDDEN TESTS",
            "test_double",
            points=5,
        ),
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel})


class Course:
    """A course's root folder with the project's own nbgrader settings."""

    def __init__(self, root: Path, name: str = "small", source: nbformat.NotebookNode | None = None) -> None:
        self.root, self.name = root, name
        (root / "autograder").mkdir(parents=True)
        for settings in ("nbgrader_config.py", "autograder/nbgrader_config.py"):
            shutil.copy(ROOT / settings, root / settings)
        (root / "solutions" / name).mkdir(parents=True)
        nbformat.write(source or small_notebook(), root / "solutions" / name / f"{name}.ipynb")

    @classmethod
    def at(cls, root: Path, name: str) -> "Course":
        """A course that is already there."""
        course = cls.__new__(cls)
        course.root, course.name = root, name
        return course

    def nbgrader(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess:
        """Run a real `nbgrader ...` at the course's root."""
        # settings of the developer's own must not leak in; nbgrader starts `alembic` by name
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        environment = {**os.environ, "JUPYTER_NO_CONFIG": "1", "PYTHONPATH": str(ROOT), "PATH": path}
        command = [sys.executable, "-m", "nbgrader", *arguments]
        result = subprocess.run(command, cwd=self.root, env=environment, capture_output=True, text=True)
        assert not check or result.returncode == 0, result.stderr
        return result

    @property
    def released(self) -> nbformat.NotebookNode:
        return nbformat.read(self.root / "assignments" / self.name / f"{self.name}.ipynb", as_version=4)

    def submitted(self, student: str) -> Path:
        return self.root / "autograder" / "submitted" / student / self.name

    def hand_in(self, student: str, notebook: nbformat.NotebookNode) -> Path:
        """The student's notebook where nbgrader looks for it. returns the folder that it is in."""
        folder = self.submitted(student)
        folder.mkdir(parents=True)
        nbformat.write(notebook, folder / f"{self.name}.ipynb")
        return folder

"""One class of attackers and honest controls, graded by one real `nbgrader autograde`."""

import csv
import os
import re
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from course import Course, nbgrader_cell
from hostile_folders import FOLDERS
from nbformat.v4 import new_code_cell, new_notebook

SUBMISSIONS = Path(__file__).parent / "submissions"
# more workers than cores: most attackers do nothing but wait for their time-out
LIMITS = [
    "--HardenedExecute.workers=6",
    "--HardenedExecute.cell_timeout=3",
    "--HardenedExecute.test_timeout=8",
    "--HardenedExecute.memory=1",
]
SECRET = "squeamish ossifrage"  # in a hidden test; may never be seen by a student

SOURCE = [
    nbgrader_cell("import numpy as np\nimport numpy.testing", "setup"),
    nbgrader_cell(
        "def add(x, y):\n    ### BEGIN SOLUTION\n    return x + y\n    ### END SOLUTION", "add", solution=True
    ),
    nbgrader_cell(
        "assert add(1, 2) == 3, 'add two numbers'\n### BEGIN HIDDEN TESTS\n"
        f"secret = {SECRET!r}\n"
        "assert add(20, 22) == 42, 'add other numbers'\nassert add(secret, '!') == secret + '!', 'add text'\n"
        "np.testing.assert_allclose(add(np.arange(3.0), np.full(3, 61803.0)), [61803, 61804, 61805])\n"
        "### END HIDDEN TESTS",
        "test_add",
        points=6,
    ),
    nbgrader_cell(
        "class Box:\n    ### BEGIN SOLUTION\n    def __init__(self, side):\n        self.side = side\n\n"
        "    def area(self):\n        return self.side**2\n    ### END SOLUTION",
        "Box",
        solution=True,
    ),
    nbgrader_cell(
        "assert Box(2).area() == 4\n### BEGIN HIDDEN TESTS\nbox = Box(3)\n"
        "assert box.area() == 9, 'the square of the side'\n"
        "box.side = 5\nassert box.area() == 25, 'of the side as it is now'\n### END HIDDEN TESTS",
        "test_box",
        points=4,
    ),
]


@dataclass(frozen=True)
class Attack:
    """A file of submissions/: what it does (its docstring), what it may get, and the cells it consists of."""

    name: str
    points: float
    cells: dict[str, str]


def read(path: Path) -> Attack:
    """Cells are separated by lines `# %% name`: `add` and `Box` are the answer cells, others are added in place."""
    text = path.read_text()
    points = float(re.search(r"^# points: ([\d.]+)", text, re.MULTILINE).group(1))
    _, *parts = re.split(r"^# %% *(\w+) *\n", text, flags=re.MULTILINE)
    return Attack(path.stem, points, dict(zip(parts[::2], parts[1::2])))


ATTACKS = {path.stem: read(path) for path in sorted(SUBMISSIONS.glob("*.py"))}


def fill_in(released: nbformat.NotebookNode, cells: dict[str, str]) -> nbformat.NotebookNode:
    """The released notebook with these cells: in the answer cells, at the start (`first`), or at the end."""
    for cell in released.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if cell.metadata.get("nbgrader", {}).get("solution") and name in cells:
            cell.source = cells[name]
    extra = [new_code_cell(text) for name, text in cells.items() if name.startswith("extra")]
    released.cells.extend(extra)
    if "first" in cells:
        released.cells.insert(0, new_code_cell(cells["first"]))
    return released


@dataclass
class Battle:
    course: Course
    log: str
    code: int
    seconds: float
    grades: dict[str, float]
    attacks: dict[str, Attack]

    def graded(self, student: str) -> nbformat.NotebookNode:
        path = self.course.root / "autograder" / "autograded" / student / "small" / "small.ipynb"
        return nbformat.read(path, as_version=4)

    def page(self, student: str) -> str:
        return (self.course.root / "autograder" / "feedback" / student / "small" / "small.html").read_text()


@pytest.fixture(scope="session")
def battle(tmp_path_factory: pytest.TempPathFactory) -> Battle:
    """The class, graded once, with short limits."""
    root = tmp_path_factory.mktemp("battle") / "course"
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    course = Course(root, "small", new_notebook(cells=SOURCE, metadata={"kernelspec": kernel}))
    (root / "solutions" / "small" / "data").mkdir()
    for name in ("data/numbers.txt", "table.csv"):
        (root / "solutions" / "small" / name).write_text("1")
    course.nbgrader("generate_assignment", "small")
    for attack in ATTACKS.values():
        folder = course.submitted(attack.name)
        folder.mkdir(parents=True)
        cells = {name: text.replace("COURSE_ROOT", str(root)) for name, text in attack.cells.items()}
        nbformat.write(fill_in(course.released, cells), folder / "small.ipynb")
    for name, (make, _) in FOLDERS.items():
        make(course.hand_in(name, fill_in(course.released, ATTACKS["honest"].cells)))
    shadow = course.submitted("shadow_modules")
    for name in ("numpy.py", "autograder.py", "json.py", "sitecustomize.py", "IPython.py"):
        (shadow / name).write_text("raise SystemExit('shadowed')\n")
    os.environ["COURSE_SECRET"] = "instructors-token"
    try:
        start = time.monotonic()
        done = course.nbgrader("autograde", "small", *LIMITS, check=False)
        seconds = time.monotonic() - start
    finally:
        del os.environ["COURSE_SECRET"]
    course.nbgrader("generate_feedback", "small")
    course.nbgrader("export", "--to", str(root / "grades.csv"))
    with (root / "grades.csv").open() as file:
        grades = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    return Battle(course, done.stderr, done.returncode, seconds, grades, ATTACKS)


@pytest.fixture(scope="session", autouse=True)
def _bubblewrap() -> None:
    if shutil.which("bwrap") is None:
        pytest.fail("the attack suite needs bubblewrap: apt-get install bubblewrap")

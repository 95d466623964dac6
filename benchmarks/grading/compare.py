"""How long a class takes: plain nbgrader against the hardened grader, same submissions, one run on this machine.

    python benchmarks/grading/compare.py numpy 30
    python benchmarks/grading/compare.py tensorflow 30

Prints a row a variant: seconds, the ratio to plain nbgrader, and whether every grade is the same.
"""

import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from nbformat.v4 import new_notebook
from nbgrader.api import Gradebook

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from course import Course, nbgrader_cell  # noqa: E402

PLAIN = """
from nbgrader.converters import Autograde, GenerateFeedback
c.Autograde.exporter_class = "nbconvert.exporters.NotebookExporter"
c.Autograde.sanitize_preprocessors = Autograde().sanitize_preprocessors
c.Autograde.autograde_preprocessors = Autograde().autograde_preprocessors
"""
SOURCES = {
    "numpy": [
        nbgrader_cell("import numpy as np", "setup"),
        nbgrader_cell(
            "def correlate(x, w):\n    n = len(x) - len(w) + 1\n"
            "    return np.array([x[i : i + len(w)] @ w for i in range(n)])",
            "correlate",
            solution=True,
        ),
        nbgrader_cell(
            "x, w = np.arange(500.0), np.arange(7.0)\nassert np.allclose(correlate(x, w), np.correlate(x, w, 'valid'))",
            "test_correlate",
            points=5,
        ),
    ],
    "tensorflow": [
        nbgrader_cell(
            "import os\nos.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'\nimport numpy as np\nimport keras\n"
            "keras.utils.set_random_seed(0)\n"
            "x = np.random.default_rng(0).normal(size=(400, 8, 8, 1)).astype('float32')\n"
            "y = (x[:, :, :4].mean(axis=(1, 2, 3)) > 0).astype(int)",
            "setup",
        ),
        nbgrader_cell(
            "model = keras.Sequential([keras.Input((8, 8, 1)), keras.layers.Conv2D(8, 3, activation='relu'),\n"
            "    keras.layers.Flatten(), keras.layers.Dense(2, activation='softmax')])\n"
            "model.compile('adam', 'sparse_categorical_crossentropy')\nmodel.fit(x, y, epochs=5, verbose=0)",
            "model",
            solution=True,
        ),
        nbgrader_cell("assert (model.predict(x, verbose=0).argmax(axis=1) == y).mean() > 0.6", "test_model", points=5),
    ],
}


def a_class(root: Path, kind: str, size: int) -> Course:
    """The released course with so many submissions, every fourth of them blank."""
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    source = new_notebook(cells=SOURCES[kind], metadata={"kernelspec": kernel})
    course = Course(root, "small", source)
    course.nbgrader("generate_assignment", "small")
    for number in range(size):
        notebook = nbformat.from_dict(source) if number % 4 else course.released
        folder = course.submitted(f"s{number:03}")
        folder.mkdir(parents=True)
        nbformat.write(notebook, folder / "small.ipynb")
    return course


def measure(prepared: Course, root: Path, *arguments: str, plain: bool = False) -> tuple[float, dict]:
    """Seconds of one `nbgrader autograde`, and the grades."""
    shutil.copytree(prepared.root, root)
    course = Course.at(root, "small")
    if plain:
        with (root / "autograder" / "nbgrader_config.py").open("a") as config:
            config.write(PLAIN)
    start = time.monotonic()
    course.nbgrader("autograde", "small", *arguments)
    seconds = time.monotonic() - start
    with Gradebook(f"sqlite:///{root}/autograder/gradebook.db") as book:
        return seconds, {row.student.id: row.score for row in book.assignment_submissions("small")}


def main(kind: str, size: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        course = a_class(Path(folder) / "course", kind, size)
        cores = subprocess.run(["nproc"], capture_output=True, text=True).stdout.strip()
        variants = {
            "plain nbgrader": {"plain": True},
            "hardened, 1 worker": {"arguments": ["--HardenedExecute.workers=1"]},
            f"hardened, {cores} workers": {},
        }
        first = None
        print(f"{size} {kind} submissions on {cores} cores")
        for number, (name, how) in enumerate(variants.items()):
            arguments = how.get("arguments", [])
            seconds, grades = measure(course, Path(folder) / str(number), *arguments, plain=how.get("plain", False))
            first = first or (seconds, grades)
            same = "same grades" if grades == first[1] else "OTHER GRADES"
            print(f"{name:24} {seconds:7.1f} s {first[0] / seconds:5.1f} x  {same}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))

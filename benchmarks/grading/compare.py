"""How long a class takes: plain nbgrader against the hardened grader, same submissions, one run on this machine.

    python benchmarks/grading/compare.py            30 submissions of each kind, a class of 300 (half an hour)
    python benchmarks/grading/compare.py --quick    4 of each, a class of 12: does it still work?

Writes results.md beside this file (--quick writes nothing): seconds and ratios, whether every grade is the same, what
the walls and the trusted tests cost, memory, and whether the time per submission grows. For a quiet machine.
"""

import argparse
import copy
import datetime
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from importlib import metadata
from pathlib import Path

import nbformat
import psutil
from nbformat.v4 import new_notebook
from nbgrader.api import Gradebook

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from course import Course, nbgrader_cell  # noqa: E402

from autograder.engine.execute import imported_modules  # noqa: E402
from autograder.engine.grading import Job, Settings, grade  # noqa: E402
from autograder.engine.warm import Warm  # noqa: E402

CORES = os.cpu_count() or 1
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
    course = Course(root, "small", source_of(kind))
    course.nbgrader("generate_assignment", "small")
    for number in range(size):
        course.hand_in(f"s{number:03}", source_of(kind) if number % 4 else course.released)
    return course


def source_of(kind: str) -> nbformat.NotebookNode:
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=copy.deepcopy(SOURCES[kind]), metadata={"kernelspec": kernel})


def copied(prepared: Course, root: Path, students: list[str], plain: bool) -> Course:
    """The course with these submissions, a gradebook of its own, and nbgrader's own settings if it is to be plain."""
    shutil.copytree(prepared.root, root)
    for folder in (root / "autograder" / "submitted").iterdir():
        if folder.name not in students:
            shutil.rmtree(folder)
    if plain:
        with (root / "autograder" / "nbgrader_config.py").open("a") as config:
            config.write(PLAIN)
    return Course.at(root, prepared.name)


def grades_of(course: Course) -> dict[str, float]:
    with Gradebook(f"sqlite:///{course.root}/autograder/gradebook.db") as book:
        return {row.student.id: row.score for row in book.assignment_submissions(course.name)}


def students_of(prepared: Course) -> list[str]:
    return sorted(folder.name for folder in (prepared.root / "autograder" / "submitted").iterdir())


def measure(prepared: Course, root: Path, *arguments: str, plain: bool = False, processes: int = 1):
    """Seconds until all of so many `nbgrader autograde` have ended, each with its part of the class; the grades."""
    students = students_of(prepared)
    parts = [copied(prepared, root / str(at), students[at::processes], plain) for at in range(processes)]
    start = time.monotonic()
    with ThreadPoolExecutor(processes) as pool:
        list(pool.map(lambda course: course.nbgrader("autograde", course.name, *arguments), parts))
    seconds = time.monotonic() - start
    return seconds, {student: score for course in parts for student, score in grades_of(course).items()}


def compare(kind: str, size: int, root: Path) -> list[str]:
    """A table of the variants; the walls' cost from one worker with and without them."""
    prepared = a_class(root / "course", kind, size)
    one = "--HardenedExecute.workers=1"
    variants = {
        "plain nbgrader, serial": {"plain": True},
        "plain nbgrader, two processes": {"plain": True, "processes": 2},
        f"hardened, {CORES} workers": {},
        "hardened, 1 worker": {"arguments": [one]},
        "hardened, 1 worker, no walls": {"arguments": [one, "--HardenedExecute.isolation=none"]},
    }
    lines = [f"## {size} {kind} submissions", "", "| how | seconds | times as fast | grades |", "|---|---|---|---|"]
    found = {}
    for number, (name, how) in enumerate(variants.items()):
        found[name] = measure(
            prepared,
            root / str(number),
            *how.get("arguments", []),
            plain=how.get("plain", False),
            processes=how.get("processes", 1),
        )
        seconds, grades = found[name]
        first, wanted = found["plain nbgrader, serial"]
        same = "the same" if grades == wanted else "OTHERS"
        lines.append(f"| {name} | {seconds:.1f} | {first / seconds:.1f} | {same} |")
        print(lines[-1], flush=True)
    walls = (found["hardened, 1 worker"][0] - found["hardened, 1 worker, no walls"][0]) / size
    lines += ["", f"The walls cost {1000 * walls:.0f} ms a submission (one worker, with and without them)."]
    lines.append(f"Tests in a process of their own cost {1000 * trusted_cost(kind):.0f} ms a submission.")
    lines.append(f"Memory, at its peak: {memory(prepared, root / 'memory')}.")
    return [*lines, ""]


def trusted_cost(kind: str, times: int = 7) -> float:
    """Seconds that a submission takes longer because its tests do not run as cells of the student's: the median."""
    source = source_of(kind)
    inside = copy.deepcopy(source)
    for cell in inside.cells:
        cell.metadata.nbgrader.grade = False
    warm = Warm(imported_modules(source))
    try:
        seconds = {
            name: [_timed(notebook, source, warm) for _ in range(times + 1)][1:]  # the first one waits for the imports
            for name, notebook in {"apart": source, "inside": inside}.items()
        }
    finally:
        warm.close()
    return statistics.median(seconds["apart"]) - statistics.median(seconds["inside"])


def _timed(notebook: nbformat.NotebookNode, source: nbformat.NotebookNode, warm: Warm) -> float:
    job = Job(copy.deepcopy(notebook), source, {}, {})
    start = time.monotonic()
    grade(job, warm, Settings())
    return time.monotonic() - start


def memory(prepared: Course, root: Path) -> str:
    """Of nbgrader's own process and of all others, a worker's share; shared pages counted once. A run of its own."""
    course = copied(prepared, root, students_of(prepared)[: 4 * CORES], plain=False)
    peak, ended = [0, 0], threading.Event()

    def watch() -> None:
        while not ended.wait(0.2):
            for process in psutil.Process().children(recursive=False):
                try:
                    tree = [process.memory_full_info().pss, 0]
                    for child in process.children(recursive=True):
                        tree[1] += child.memory_full_info().pss
                except psutil.Error:
                    continue
                peak[:] = map(max, peak, tree)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        course.nbgrader("autograde", course.name)
    finally:
        ended.set()
        watcher.join()
    own, workers = (bytes_ / 2**20 for bytes_ in peak)
    return f"nbgrader {own:.0f} MB, the rooms and the warm process {workers / CORES:.0f} MB for each of {CORES} workers"


def large_class(size: int, root: Path) -> list[str]:
    """The time of a whole class, and of a submission in its first and in its last third."""
    course = a_class(root / "course", "numpy", size)
    times = []
    environment = {**os.environ, "JUPYTER_NO_CONFIG": "1", "PYTHONPATH": str(ROOT)}
    environment["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    command = [sys.executable, "-m", "nbgrader", "autograde", course.name]
    start = time.monotonic()
    with subprocess.Popen(command, cwd=course.root, env=environment, stderr=subprocess.PIPE, text=True) as run:
        times += [time.monotonic() - start for line in run.stderr if line.startswith(("[#", "[."))]
    seconds = time.monotonic() - start
    lost = size - len(grades_of(course))
    third = max(1, len(times) // 3)
    first, last = (times[third] - times[0]) / third, (times[-1] - times[-third - 1]) / third
    return [
        f"## A class of {size}",
        "",
        f"{seconds:.0f} s with {CORES} workers; {1000 * first:.0f} ms a submission in the first third, "
        f"{1000 * last:.0f} ms in the last. Submissions lost: {lost}.",
        "",
    ]


def machine() -> list[str]:
    names = ("nbgrader", "numpy", "tensorflow", "keras")
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in names)
    load = os.getloadavg()[0]
    gigabytes = psutil.virtual_memory().total / 2**30
    return [
        "# Grading: how long, and what it costs",
        "",
        f"{datetime.date.today()}; {platform.machine()}, {CORES} cores, {gigabytes:.0f} GB; Python "
        f"{platform.python_version()}, {versions}. Load before the run: {load:.2f}. Made by `compare.py`.",
        "",
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--quick", action="store_true", help="small sizes, nothing written")
    parser.add_argument("--only", choices=[*SOURCES, "class"], help="this part alone, nothing written")
    options = parser.parse_args()
    each, many = (4, 12) if options.quick else (30, 300)
    lines = machine()
    with tempfile.TemporaryDirectory() as folder:
        for kind in SOURCES:
            if options.only in (None, kind):
                lines += compare(kind, each, Path(folder) / kind)
        if options.only in (None, "class"):
            lines += large_class(many, Path(folder) / "class")
    text = "\n".join(lines).rstrip("\n") + "\n"
    print(text)
    if not options.quick and options.only is None:
        Path(__file__).with_name("results.md").write_text(text)


if __name__ == "__main__":
    main()

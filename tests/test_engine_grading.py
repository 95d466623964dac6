"""The engine behind the real command: points, sentences, order, interruption, refusal."""

import contextlib
import copy
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import nbformat
import pytest
from course import ROOT, Course, nbgrader_cell
from nbformat.v4 import new_notebook
from nbgrader.api import Gradebook

from autograder.engine import grading, room, wire
from autograder.engine.grading import Job, Settings, _outputs, grade
from autograder.engine.room import Limits, Room
from autograder.engine.trusted import Cells, explain, hidden_lines
from autograder.engine.warm import Warm


@pytest.fixture(scope="module")
def warm() -> Warm:
    warm = Warm(["numpy"])
    yield warm
    warm.close()


def graded(
    warm: Warm,
    answer: str,
    test: str,
    fixed: str = "import numpy as np",
    solution: str = "",
    memory: int = 2**30,
    seconds: int = 5,
):
    """Outputs of the test cell, for one answer and one test cell."""
    cells = [
        nbgrader_cell(fixed, "setup"),
        nbgrader_cell(answer, "answer", solution=True),
        nbgrader_cell(test, "test_answer", points=5),
    ]
    notebook = new_notebook(cells=cells)
    source = new_notebook(cells=[cells[0], nbgrader_cell(solution or answer, "answer", solution=True), cells[2]])
    job = Job(notebook, source, {}, {})
    settings = Settings(cell_timeout=seconds, test_timeout=2 * seconds, limits=Limits(memory=memory))
    problems = grade(job, warm, settings)
    assert problems == []
    return notebook.cells[2].outputs


@pytest.mark.parametrize(
    "answer, test",
    [
        ("def f(x):\n    return x + 1", "assert f(1) == 2"),
        ("def f(x):\n    x[0] = 7", "x = np.zeros(3)\nf(x)\nassert x[0] == 7"),
        ("def f(x):\n    raise KeyError('k')", "try:\n    f(1)\n    raise AssertionError\nexcept KeyError:\n    pass"),
        (
            "class C:\n    def __init__(self):\n        self.w = np.ones(2)",
            "c = C()\nc.w = c.w * 3\nassert c.w.sum() == 6",
        ),
        ("class C:\n    items = [1, 2, 3]", "assert sum(C.items) == 6"),
        ("def f(x):\n    return lambda y: x + y", "assert f(1)(2) == 3"),
        ("VALUE = 3", "assert VALUE == 3"),
        ("def f(x):\n    return x", "f(5)\n0"),
        ("def f(x):\n    return x", "import sys\nprint('noise', file=sys.stderr)\nassert f(1) == 1"),
        (
            "def f(x):\n    return {'a': (1, [x.astype(np.float32)])}",
            "assert f(np.ones(2))['a'][1][0].dtype == np.float32",
        ),
        ("def f(x):\n    yield from range(x)", "a, b = f(2)\nassert [*f(3)] == [0, 1, 2] and 1 in f(3)"),
        ("def f(x):\n    while True:\n        yield x", "assert [one for one, _ in zip(f(5), 'ab')] == [5, 5]"),
        ("def f(x):\n    return map(abs, x)", "assert list(f([1, -1])) == [1, 1]"),
        ("def f(x):\n    return {x: 2}.items()", "assert dict(f(1)) == {1: 2}"),
        ("def f(x):\n    return {x, 2}", "assert f(1) == {1, 2}"),
        ("def f(x):\n    return memoryview(np.full(3, x))", "assert np.asarray(f(2.0)).sum() == 6"),
        ("class A(list):\n    def total(self):\n        return sum(self)", "assert A([1, 2]).total() == 3"),
        ("from typing import NamedTuple\nclass A(NamedTuple):\n    x: int", "assert A(2) == (2,)"),
        ("!echo\n%matplotlib inline\ndef f(x):\n    return x", "assert f(1) == 1"),
        ("%matplotlib widget\n%of_colab_alone\n%load_ext tensorboard\ndef f(x):\n    return x", "assert f(1) == 1"),
        (
            "from google.colab import drive, files\ndrive.mount('/x')\ndef f(x):\n    return files.upload()",
            "assert f(1) == {}",
        ),
        (
            "from tqdm.auto import tqdm, trange\nimport tqdm as t\ndef f(x):\n    with t.tqdm(total=2) as bar:\n"
            "        bar.update(2)\n        bar.set_postfix(loss=1)\n"
            "    return [*tqdm(range(x), desc='d'), *trange(2), *enumerate(t.notebook.tqdm([7]))], len(tqdm([1]))",
            "assert f(1) == ([0, 0, 1, (0, 7)], 1)",
        ),
        ("import google.colab\ngoogle.colab.output.clear()\ndef f(x):\n    return x", "assert f(1) == 1"),
    ],
)
def test_an_ordinary_test_cell_works_through_the_wall(warm: Warm, answer: str, test: str) -> None:
    assert graded(warm, answer, test) == []


def test_a_failure_in_the_visible_part_says_line_and_message(warm: Warm) -> None:
    (output,) = graded(warm, "def f(x):\n    return x", "y = f(1)\nassert y == 2, 'one more'")
    assert "Line 2: assert y == 2" in output.traceback[0] and "one more" in output.evalue


def test_partial_credit_is_explicit(warm: Warm) -> None:
    test = "from autograder.engine.credit import partial\nassert f(1) == 1\npartial(2.5)"
    (output,) = graded(warm, "def f(x):\n    return x", test)
    assert output.output_type == "execute_result" and output.data["text/plain"] == "2.5"


def test_a_fixed_cell_may_use_the_answer(warm: Warm) -> None:
    fixed = "import numpy as np\n\n\ndef twice(x):\n    return f(f(x))"
    assert graded(warm, "def f(x):\n    return x + 1", "assert twice(1) == 3", fixed) == []


def test_a_function_of_a_fixed_cell_may_be_an_argument(warm: Warm) -> None:
    fixed = "def twice(x):\n    return 2 * x"
    answer = "def f(function, x):\n    return function(x) + 1"
    assert graded(warm, answer, "assert f(twice, 4) == 9", fixed) == []
    (output,) = graded(warm, answer, "assert f(lambda x: x, 4) == 5", fixed)
    assert "no plain data" in output.evalue


def test_objects_of_a_class_work_from_outside(warm: Warm) -> None:
    """A layer: made, called, its attributes read and set, and handed to another answer in a list."""
    answer = (
        "class f:\n    def __init__(self, w):\n        self.w = w\n\n"
        "    def forward(self, x):\n        self.x = x\n        return x * self.w\n\n\n"
        "def train(network, x):\n    for layer in network:\n        layer.w = layer.w + 1\n"
        "        x = layer.forward(x)\n    return x"
    )
    test = (
        "import numpy as np\none, two = f(np.array([1.0, 2.0])), f(np.array([0.0]))\n"
        "assert one.forward(np.array([3.0, 4.0])).tolist() == [3, 8]\none.w = np.array([5.0])\n"
        "assert train([one, two], np.array([2.0])).tolist() == [12]\n"
        "assert one.w.tolist() == [6] and two.x.tolist() == [12]"
    )
    assert graded(warm, answer, test) == []


def test_a_crash_costs_its_own_test_only(warm: Warm) -> None:
    (output,) = graded(warm, "def f(x):\n    import os\n    os._exit(0)", "f(1)")
    assert "ended the Python process" in output.evalue


BOMBS = {
    "memory": (
        "import time\ndef f(x):\n    keep = bytearray(b'x') * (5 * 2**28)\n    time.sleep(60)",
        "more than 1 GB of memory",
    ),
    "shared memory": (
        "import mmap, time\ndef f(x):\n    m = mmap.mmap(-1, 5 * 2**28)\n"
        "    for page in range(0, len(m), 4096):\n        m[page] = 1\n    time.sleep(60)",
        "more than 1 GB of memory",
    ),
    "memory of a daemon": (
        "import os, time\ndef f(x):\n    if os.fork() == 0:\n        os.setsid()\n        if os.fork() == 0:\n"
        "            keep = bytearray(b'x') * (5 * 2**28)\n            time.sleep(60)\n        os._exit(0)\n"
        "    time.sleep(60)",
        "more than 1 GB of memory",
    ),
    "processes, idle": (
        "import os, time\ndef f(x):\n    [os.fork() or time.sleep(20) for _ in range(100)]\n    time.sleep(20)",
        "too many processes",
    ),
    "processes": ("import os\ndef f(x):\n    while True:\n        os.fork()", "too many processes"),
    "sockets": (
        "import os, socket, time\ndef f(x):\n    for _ in range(6):\n        if os.fork() == 0:\n"
        "            pairs = [socket.socketpair() for _ in range(200)]\n"
        "            for one, _ in pairs:\n                one.send(bytes(10**5))\n"
        "            time.sleep(20)\n    time.sleep(20)",
        "too many sockets",
    ),
}


@pytest.mark.parametrize("by", ["the kernel", "the watch"])
@pytest.mark.parametrize("bomb", BOMBS)
def test_a_room_that_uses_too_much_is_closed(warm: Warm, monkeypatch: pytest.MonkeyPatch, bomb: str, by: str) -> None:
    if by == "the watch":

        def none_here(*_: object) -> None:
            raise OSError

        monkeypatch.setattr(room, "Group", none_here)
    answer, sentence = BOMBS[bomb]
    # long enough that it is the limit that ends the room, on a slow machine too
    (output,) = graded(warm, answer, "f(1)", memory=2**30 if "memory" in bomb else 2**40, seconds=20)
    assert output.evalue == f"Your code used {sentence} and was stopped."


def test_the_watch_of_a_closed_room_kills_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """The number of its handle may be another process's by the time the watch has counted."""
    counting = threading.Event()

    def slowly(init: int) -> list[Path]:
        counting.set()
        time.sleep(0.5)
        return [Path("/proc/1")] * 10**6  # too many

    monkeypatch.setattr(room, "processes", slowly)
    one = Room(Limits())
    assert counting.wait(10)
    one.close()
    other = subprocess.Popen(["sleep", "60"])
    try:
        os.dup2(os.pidfd_open(other.pid), one.handle)
        with pytest.raises(subprocess.TimeoutExpired):
            other.wait(1)
    finally:
        other.kill()
        other.wait()
        os.close(one.handle)


HIDDEN = "x = 1\n### BEGIN HIDDEN TESTS\n{}\n### END HIDDEN TESTS"


@pytest.mark.parametrize(
    "line, sentence",
    [
        ("assert f(41) == 42, 'one more'", "one more"),
        ("assert f(41) == 42, f'secret {41}'", "A hidden test failed."),
        ("assert f(41) == 42", "A hidden test failed."),
        ("np.testing.assert_allclose(f(41), 42)", "A hidden test"),
        ("f(41, 42)", "TypeError in a hidden test"),
        ("g(41)", "NameError in a hidden test"),
        ("1 / (f(41) - 41)", "A hidden test ended with ZeroDivisionError."),
    ],
)
def test_a_hidden_failure_shows_no_value(warm: Warm, line: str, sentence: str) -> None:
    (output,) = graded(warm, "def f(x):\n    return x", HIDDEN.format(line))
    assert sentence in output.evalue
    assert "41" not in json.dumps(output) and "42" not in json.dumps(output)


def test_a_hidden_print_is_not_shown(warm: Warm) -> None:
    assert graded(warm, "def f(x):\n    return x", HIDDEN.format("print(f(41))")) == []


def test_a_visible_part_is_told_before_any_hidden_part_was_sent(warm: Warm) -> None:
    """What a student's process remembers of one test cannot be told in the message of the next one."""
    answer = (
        "seen = []\ndef f(x):\n    if 41 in seen:\n        raise ValueError(seen)\n    seen.append(x)\n    return x"
    )
    cells = [
        nbgrader_cell(answer, "answer", solution=True),
        nbgrader_cell(HIDDEN.format("f(41)"), "test_one", points=1),
        nbgrader_cell("print(f(2))\n" + HIDDEN.format("f(3)"), "test_two", points=1),
    ]
    notebook = new_notebook(cells=cells)
    grade(Job(notebook, copy.deepcopy(notebook), {}, {}), warm, Settings(cell_timeout=5))
    assert notebook.cells[1].outputs == []
    printed, failure = notebook.cells[2].outputs
    assert printed.text == "2\n" and failure.evalue == "Your code raised ValueError in a hidden test."


@pytest.mark.parametrize("dies", [False, True])
def test_a_hidden_part_goes_on_where_the_visible_one_ended(warm: Warm, dies: bool) -> None:
    """With its names and objects; where the student's process died in between, with new ones of the same kind."""
    end = "import os\n        os._exit(0)" if dies else "pass"
    answer = "class A:\n    def __init__(self, x):\n        self.x = x\n"
    answer += f"def f(x):\n    if x == 7:\n        {end}\n    return A(x)"
    cells = [
        nbgrader_cell("from autograder.engine.credit import partial", "setup"),
        nbgrader_cell(answer, "answer", solution=True),
        nbgrader_cell("a = f(1)\npartial(0.5)\n" + HIDDEN.format("assert a.x == 1"), "test_one", points=1),
        nbgrader_cell("a = f(2)\nf(7)\n" + HIDDEN.format("assert a.x == 2"), "test_two", points=1),
    ]
    notebook = new_notebook(cells=cells)
    grade(Job(notebook, copy.deepcopy(notebook), {}, {}), warm, Settings(cell_timeout=5))
    (points,) = notebook.cells[2].outputs
    assert points.data["text/plain"] == "0.5"
    assert bool(notebook.cells[3].outputs) == dies


def test_what_holds_once_may_not_fail_aloud(warm: Warm) -> None:
    """The visible part runs again where the student's process has died; by then it knows what hidden tests send."""
    answer = (
        "import os\ndef f(x):\n    if x == 41:\n        open('/tmp/seen', 'w').close()\n        os._exit(0)\n"
        "    if os.path.exists('/tmp/seen'):\n        raise ValueError(41)\n    return x"
    )
    (output,) = graded(warm, answer, "assert f(1) == 1\n" + HIDDEN.format("f(41)"))
    assert "ended the Python process" in output.evalue
    cells = Cells(Teller([1, ValueError("41")]), ["f"])
    source = "assert f(1) == 1\n" + HIDDEN.format("f(2)")
    assert cells.visible(source, "test")["failure"] is None
    failure = cells.hidden(source, "test", fresh=False)["failure"]
    assert failure["hidden"] and "41" not in failure["message"]


class Teller:
    """A student whose function gives these answers, one after another."""

    def __init__(self, answers: list) -> None:
        self.answers = answers

    def ask(self, operation: str, *details: object) -> object:
        return self

    def put_back(self) -> None:
        pass

    def __call__(self, *_: object) -> object:
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def test_arrays_of_a_fixed_cell_are_the_same_for_every_test(warm: Warm) -> None:
    """A change is seen by the test that has called; after its visible part and at its end it is undone."""
    answer = "def f(x):\n    x[...] = 0"
    test = "f(data)\nassert data.sum() == 0\n" + HIDDEN.format("assert data.sum() == 3")
    assert graded(warm, answer, test, fixed="import numpy as np\ndata = np.ones(3)") == []


def test_an_expected_value_is_not_computed_from_what_the_student_made_of_the_input(warm: Warm) -> None:
    answer = "def f(x):\n    x[...] = 0\n    return x"
    for check in (
        "result = hidden.call(f, x, hint='twice')\nhidden.close(result, 2 * x, hint='twice')",
        "for _ in range(2):\n    hidden.agrees(f, lambda x: 2 * x if x.any() else x, x, hint='twice')",
        "hidden.accepts(f, x=x, hint='twice')\nhidden.close(f(0 * x), 2 * x, hint='twice')",
    ):
        (output,) = graded(warm, answer, HIDDEN.format(f"from autograder import hidden\nx = np.ones(3)\n{check}"))
        assert output.evalue == "twice"


def test_the_end_of_a_loop_cannot_come_from_the_student(warm: Warm) -> None:
    """In `list(map(f, cases))` a StopIteration would end the loop as if all had been well."""
    (output,) = graded(warm, "def f(x):\n    raise StopIteration", "assert all(map(f, [1, 2]))")
    assert output.ename == "StudentError"


@pytest.mark.parametrize("size", [3_000_000, 9_000_000])
def test_outputs_that_are_too_large_cost_nothing(warm: Warm, size: int) -> None:
    show = f"from IPython.display import HTML, display\nfor _ in range(3):\n    display(HTML('x' * {size}))"
    assert graded(warm, f"def f(x):\n    return x\n{show}", "assert f(1) == 1") == []


def test_outputs_that_are_made_up_take_no_time() -> None:
    """On this side of the wall they are looked through while the whole class waits."""
    empty = {"output_type": "stream", "name": "stdout", "text": ""}
    start = time.monotonic()
    assert len(_outputs(["ok", json.dumps([empty] * 100_000)])) < 2000
    (output,) = _outputs(["ok", json.dumps([{"output_type": "display_data", "data": {"text/html": [{}] * 10**6}}])])
    assert output.data == {} and time.monotonic() - start < 5


def test_a_machine_that_is_short_for_a_moment_loses_no_submission(warm: Warm, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside a fork bomb, bwrap may not start."""
    failures = [room.NoIsolation("bwrap: fork: resource temporarily unavailable"), BlockingIOError("fork")]

    def build(*arguments: object) -> Room:
        if failures:
            raise failures.pop()
        return Room(*arguments)

    monkeypatch.setattr(grading, "Room", build)
    monkeypatch.setattr(grading, "PAUSES", (0.0, 0.0, None))
    assert graded(warm, "def f(x):\n    return x", "assert f(1) == 1") == []


def test_hidden_lines_are_found_as_nbgrader_finds_them() -> None:
    assert hidden_lines("a\n### BEGIN HIDDEN TESTS\nb\n### END HIDDEN TESTS\nc") == {2, 3, 4}


def test_a_syntax_error_in_the_test_is_explained() -> None:
    assert "SyntaxError" in explain(SyntaxError("x"), "a", set())["message"]


def test_a_room_ends_with_its_handle() -> None:
    closed = Room(Limits())
    init = closed.init
    assert Path(f"/proc/{init}").exists()
    closed.close()
    assert not Path(f"/proc/{init}").exists()


# ---- the real command


def answered(course: Course, answer: str) -> str:
    notebook = course.released
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = answer
    return nbformat.writes(notebook)


def a_class(course: Course, size: int) -> None:
    """Every third one right, every third one wrong, every third one slow and right."""
    answers = ["return 2 * x", "return x + 2", "import time\n    time.sleep(0.3)\n    return x + x"]
    for number in range(size):
        folder = course.submitted(f"s{number:02}")
        folder.mkdir(parents=True)
        (folder / "small.ipynb").write_text(answered(course, f"def double(x):\n    {answers[number % 3]}"))


def grades(course: Course) -> dict[str, float]:
    with Gradebook(f"sqlite:///{course.root}/autograder/gradebook.db") as book:
        return {submission.student.id: submission.score for submission in book.assignment_submissions("small")}


def outputs(course: Course) -> dict[str, list]:
    """What was executed, without what differs between any two runs."""
    folder = course.root / "autograder" / "autograded"
    found = {}
    for path in sorted(folder.glob("*/small/small.ipynb")):
        cells = nbformat.read(path, as_version=4).cells
        found[path.parent.parent.name] = [(cell.source, cell.get("outputs")) for cell in cells]
    return found


def test_running_ahead_changes_nothing(course: Course, tmp_path: Path) -> None:
    a_class(course, 7)
    shutil.copytree(course.root, tmp_path / "serial")
    serial = Course.at(tmp_path / "serial", "small")
    log = course.nbgrader("autograde", "small", "--HardenedExecute.workers=3").stderr
    serial.nbgrader("autograde", "small", "--HardenedExecute.workers=1")
    assert grades(course) == grades(serial) == {f"s{number:02}": 5.0 * (number % 3 != 1) for number in range(7)}
    assert outputs(course) == outputs(serial)
    assert "7/7" in log and "7 graded in" in log and "s left" in log


def test_one_student_and_once_more(course: Course) -> None:
    a_class(course, 3)
    course.nbgrader("autograde", "small", "--student", "s01")
    assert grades(course)["s01"] == 0
    (course.submitted("s01") / "small.ipynb").write_text(answered(course, "def double(x):\n    return x + x"))
    course.nbgrader("autograde", "small", "--student", "s01", "--force")
    assert grades(course)["s01"] == 5
    course.nbgrader("autograde", "small")
    assert grades(course) == {"s00": 5, "s01": 5, "s02": 5}


def started(course: Course, stderr: int, *settings: str) -> subprocess.Popen:
    """A real `nbgrader autograde small` that runs."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "JUPYTER_NO_CONFIG": "1"}
    environment["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    command = [sys.executable, "-m", "nbgrader", "autograde", "small", *settings]
    return subprocess.Popen(command, cwd=course.root, env=environment, stderr=stderr, text=True)


@pytest.mark.parametrize("count", [1, 3])
def test_a_killed_run_is_resumed(course: Course, count: int) -> None:
    a_class(course, 5)
    run = started(course, subprocess.PIPE)
    seen = 0
    for line in run.stderr:
        seen += "Autograding" in line
        if seen == count:
            run.send_signal(signal.SIGKILL)
            break
    run.wait()
    run.stderr.close()
    course.nbgrader("autograde", "small")
    assert grades(course) == {f"s{number:02}": 5.0 * (number % 3 != 1) for number in range(5)}


def test_a_killed_run_leaves_no_process(course: Course) -> None:
    a_class(course, 1)
    named = "import ctypes\n    ctypes.CDLL(None).prctl(15, b'LEFT-OVER', 0, 0, 0)"
    loop = f"def double(x):\n    {named}\n    while True: pass"
    (course.submitted("s00") / "small.ipynb").write_text(answered(course, loop))
    run = started(course, subprocess.DEVNULL)

    def running() -> bool:
        names = []
        for path in Path("/proc").glob("[0-9]*/comm"):
            try:
                names.append(path.read_text())
            except OSError:
                continue
        return "LEFT-OVER\n" in names

    end = time.monotonic() + 30
    while not running() and time.monotonic() < end:
        time.sleep(0.1)
    assert running()
    run.kill()
    run.wait()
    end = time.monotonic() + 5
    while running() and time.monotonic() < end:
        time.sleep(0.1)
    assert not running()


def test_halves_of_characters_stop_nothing(course: Course) -> None:
    """A notebook's JSON can hold them, text that is printed too; a UTF-8 file cannot."""
    half = "\\ud800"
    right = f"def double(x):\n    note = '{half}'\n    return x + x\nprint('{half}')"
    wrong = f"def double(x):\n    raise ValueError('{half}')"
    for student, answer in {"source": right.replace(half, "HALF"), "output": right, "message": wrong}.items():
        course.submitted(student).mkdir(parents=True)
        (course.submitted(student) / "small.ipynb").write_text(answered(course, answer).replace("HALF", half))
    course.nbgrader("autograde", "small")
    assert grades(course) == {"source": 5, "output": 5, "message": 0}
    course.nbgrader("generate_feedback", "small")


def test_a_folder_without_a_notebook_gets_a_row_even_alone(course: Course) -> None:
    course.submitted("empty").mkdir(parents=True)
    (course.submitted("empty") / "notes.txt").write_text("the dog ate it")
    log = course.nbgrader("autograde", "small", "--student", "empty").stderr
    assert "The notebook should be called small.ipynb; there is no notebook." in log
    assert grades(course) == {"empty": 0}
    nobody = course.nbgrader("autograde", "small", "--student", "nobody", check=False)
    assert nobody.returncode != 0 and "No notebooks were matched" in nobody.stderr


def warm_processes(parent: int) -> list[int]:
    """Process ids of the warm processes of a run."""
    found = []
    for task in Path(f"/proc/{parent}/task").iterdir():
        children = map(int, (task / "children").read_text().split())
        found += [pid for pid in children if b"autograder.engine.warm" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    return found


def test_a_dead_warm_process_is_replaced(course: Course) -> None:
    a_class(course, 6)
    run = started(course, subprocess.PIPE)
    killed = []
    for line in run.stderr:
        if "Autograding" in line and len(killed) < 2:
            # the workers of this moment live on, the next ones need a new warm process
            for pid in set(warm_processes(run.pid)) - set(killed):
                with contextlib.suppress(ProcessLookupError):  # it was about to end by itself
                    os.kill(pid, signal.SIGKILL)
                    killed.append(pid)
    assert run.wait() == 0
    run.stderr.close()
    assert killed
    assert grades(course) == {f"s{number:02}": 5.0 * (number % 3 != 1) for number in range(6)}


def test_what_a_worker_had_when_the_warm_process_died_is_kept(warm: Warm) -> None:
    mine = warm.fork("student", None, {"file_size": 2**28, "cpu": 60})
    before = warm.pid
    os.kill(before, signal.SIGKILL)
    again = warm.fork("student", None, {"file_size": 2**28, "cpu": 60})
    assert warm.pid != before
    for connection in (mine, again):
        wire.send(connection, wire.dumps(["run", "print(6 * 7)", 5.0]))
        assert "42" in wire.loads(wire.receive(connection, 10))[1]
        connection.close()


def test_without_bubblewrap_grading_refuses_with_a_sentence(course: Course, tmp_path: Path) -> None:
    a_class(course, 1)
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("alembic",):
        (tools / name).symlink_to(Path(sys.executable).parent / name)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "JUPYTER_NO_CONFIG": "1", "PATH": str(tools)}
    command = [sys.executable, "-m", "nbgrader", "autograde", "small"]
    refused = subprocess.run(command, cwd=course.root, env=environment, capture_output=True, text=True)
    assert refused.returncode != 0 and "apt-get install bubblewrap" in refused.stderr
    named = [*command, "--HardenedExecute.isolation=none"]
    subprocess.run(named, cwd=course.root, env=environment, check=True, capture_output=True)
    assert grades(course) == {"s00": 5}


def test_a_fixed_cell_with_the_tag_runs_on_the_students_side_alone(warm: Warm) -> None:
    """What it makes is a stand-in for the test, and can be handed to the student's functions."""
    made = nbgrader_cell("class Network:\n    def __init__(self, w):\n        self.w = w", "network")
    made.metadata.tags = ["with-answers"]
    answer = nbgrader_cell("def twice(network):\n    return 2 * network.w", "answer", solution=True)
    test = nbgrader_cell("assert twice(Network(21)) == 42", "test_answer", points=5)
    notebook = new_notebook(cells=[made, answer, test])
    problems = grade(Job(notebook, copy.deepcopy(notebook), {}, {}), warm, Settings(limits=Limits(memory=2**30)))
    assert problems == []
    assert notebook.cells[2].outputs == []


@pytest.mark.parametrize(
    "check", ["agrees(f, abs, 1, hint='Wrong for 1.')", "raises(ValueError, f, 1, hint='Refuse 1.')"]
)
@pytest.mark.parametrize(
    "answer, sentence",
    [
        ("def f(x):\n    while True:\n        pass", "Your code took too long."),
        ("import os\ndef f(x):\n    os._exit(0)", "Your code ended the Python process"),
    ],
)
def test_a_hidden_check_does_not_hide_that_the_code_never_came_back(warm, answer, sentence, check) -> None:
    test = f"from autograder import hidden\n### BEGIN HIDDEN TESTS\nhidden.{check}\n### END HIDDEN TESTS"
    (output,) = graded(warm, answer, test)
    assert output.evalue.startswith(sentence)


def test_files_that_fill_the_scratch_folder_are_linked(warm: Warm, tmp_path: Path) -> None:
    """A student's large model must not keep the student's notebook from running."""
    files = {"data.txt": tmp_path / "data.txt", "model.keras": tmp_path / "model.keras"}
    files["data.txt"].write_text("7")
    with files["model.keras"].open("wb") as file:
        file.truncate(300 * 2**20)
    answer = "import os\ndef f(x):\n    return int(open('data.txt').read()), os.path.getsize('model.keras')"
    cells = [nbgrader_cell(answer, "f", solution=True)]
    cells.append(nbgrader_cell("assert f(1) == (7, 300 * 2**20)", "test_f", points=5))
    notebook = new_notebook(cells=cells)
    grade(Job(notebook, new_notebook(cells=cells), files, {}), warm, Settings(cell_timeout=5, test_timeout=10))
    assert notebook.cells[1].outputs == []

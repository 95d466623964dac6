"""Grading one notebook: the student's cells in one room, the tests in another, and the grader between them.

The models that the student has trained are opened in a third one, if a test asks for them.
"""

import ast
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
from nbformat.v4 import new_output
from nbgrader import utils

import autograder
import convcourse
from autograder.engine import wire
from autograder.engine.keras_file import FILE_LIMIT
from autograder.engine.parsing import parse
from autograder.engine.room import Limits, NoIsolation, Room
from autograder.engine.trusted import hidden_lines, without_magics
from autograder.engine.warm import NoWorker, Warm

GRACE = 5.0  # seconds that a process has to stop itself before it is killed
# bytes of a cell's and of a submission's outputs: here they are taken apart, on this side of the wall
CELL_LIMIT, OUTPUT_LIMIT = 8 * 2**20, 32 * 2**20
COUNT_LIMIT = 1002  # outputs of a cell, one more than the student's side sends
PAUSES = (0.5, 5.0, None)  # seconds after an attempt to start a process
DEATHS = 4  # so often the student's process is started anew
PACKAGE, COURSE = Path(autograder.__file__).parent, Path(convcourse.__file__).parent


@dataclass(frozen=True)
class Settings:
    """Seconds, and the limits of a room."""

    cell_timeout: float = 30
    test_timeout: float = 60
    submission_timeout: float = 900
    walls: bool = True
    limits: Limits = field(default_factory=Limits)


@dataclass
class Job:
    """One notebook to be graded: everything that is needed, and nothing of nbgrader's."""

    notebook: nbformat.NotebookNode
    source: nbformat.NotebookNode
    files: dict[str, Path]  # the student's, with the instructor's over them
    instructor_files: dict[str, Path]
    name: str = ""
    models: dict[str, Path] = field(default_factory=dict)  # the student's `.keras` files, whatever lies over them


class Gone(Exception):
    """A process ended or did not answer; the message is a sentence about it."""


class Worker:
    """A process in a room of its own, which answers requests."""

    def __init__(
        self,
        warm: Warm,
        role: str,
        files: dict[str, Path],
        visible: list[Path],
        settings: Settings,
        withheld: Sequence[Path] = (),
    ) -> None:
        limits = {"file_size": settings.limits.file_size, "cpu": settings.limits.cpu}
        for pause in PAUSES:
            self.room = None
            try:
                if settings.walls:
                    self.room = Room(settings.limits, files, visible, list(withheld))
                self.connection = warm.fork(role, self.room, limits)
                return
            except (NoWorker, NoIsolation, OSError):
                # with a worker that fails on its way in, its room may be gone; and while another submission is being
                # stopped, the machine may be short of processes: once more, in a new one
                if self.room:
                    self.room.close()
                if pause is None:
                    raise
                time.sleep(pause)

    def ask(self, message: bytes, timeout: float, most: int = wire.FRAME_LIMIT) -> bytes:
        """raises Gone"""
        end = time.monotonic() + timeout
        try:
            wire.send(self.connection, message, timeout)
            return wire.receive(self.connection, max(end - time.monotonic(), 0.001), most)
        except wire.Late:
            raise Gone("took too long and was stopped") from None
        except wire.Closed:
            raise Gone(self._why()) from None
        except ValueError:
            raise Gone(f"gave back more than {most / 2**20:.0f} MB and was stopped") from None

    def _why(self) -> str:
        if self.room and self.room.limit:
            return f"used {self.room.limit} and was stopped"
        return "ended the Python process (an exit, a crash, or too much memory)"

    def close(self) -> None:
        self.connection.close()
        if self.room:
            self.room.close()


class OneWorker:
    """What has one worker at most: none before the first is started, and none after its end."""

    _worker: Worker | None = None

    def close(self) -> None:
        if self._worker:
            self._worker.close()
            self._worker = None


class Student(OneWorker):
    """The student's process, started anew when it dies, with the cells that had run before run again."""

    def __init__(self, warm: Warm, job: Job, settings: Settings) -> None:
        self._warm, self._job, self._settings = warm, job, settings
        self._history: list[list] = []
        self.deaths = self._shown = 0
        self._end = time.monotonic() + settings.submission_timeout
        self._start()

    def _start(self) -> None:
        withheld = withheld_modules(self._job.source)
        self._worker = Worker(self._warm, "student", self._job.files, [COURSE], self._settings, withheld)

    def ask(self, message: bytes, timeout: float, most: int = wire.FRAME_LIMIT) -> bytes:
        """raises Gone, after the process has been started anew"""
        left = self._end - time.monotonic()
        if left <= 0:
            self.close()
            raise Gone("used up the time of the whole submission")
        if self._worker is None:
            raise Gone("was not run any more: the submission ended its Python process too often")
        try:
            return self._worker.ask(message, min(timeout, left), most)
        except Gone:
            self.close()
            self._revive()
            raise

    def _revive(self) -> None:
        """A new process in which the same cells have run. One that dies in it is out."""
        self.deaths += 1
        if self.deaths > DEATHS or time.monotonic() > self._end:
            return
        self._start()
        for request in self._history:
            left = self._end - time.monotonic()
            try:
                self._worker.ask(wire.dumps(request), max(min(self._settings.cell_timeout + GRACE, left), 0))
            except Gone:
                self.close()
                return

    def run(self, source: str) -> list:
        """The outputs of a cell."""
        request = ["run", source, self._settings.cell_timeout]
        try:
            answer = self.ask(wire.dumps(request), self._settings.cell_timeout + GRACE, CELL_LIMIT)
        except Gone as gone:
            return [_error("Stopped", f"This cell {gone}.")]
        self._history.append(request)
        self._shown += len(answer)
        if self._shown > OUTPUT_LIMIT:
            return [_error("Stopped", "The submission puts out too much: this cell's outputs are left out.")]
        return _outputs(_loads(answer))

    def remember(self, label: str) -> None:
        """Keep what the names mean at this test's place in the notebook."""
        request = ["remember", label]
        try:
            self.ask(wire.dumps(request), GRACE)
        except Gone:
            return
        self._history.append(request)


class Models(OneWorker):
    """The models of a submission, in a room of their own, which is made when a test first asks for one."""

    def __init__(self, warm: Warm, job: Job, settings: Settings) -> None:
        self._warm, self._job, self._settings = warm, job, settings
        self._deaths = 0

    def ask(self, message: bytes, timeout: float) -> bytes:
        """The room's answer to a question of the trusted process: b"file" is one for a file's name."""
        operation, *details = wire.loads(message)
        if operation == "file":
            try:
                message = wire.dumps(["open", np.frombuffer(self._file(*details), np.uint8)])
            except FileNotFoundError as missing:
                return wire.dumps(["refused", str(missing)])
        if self._deaths > DEATHS:
            return wire.dumps(["refused", "Your models were not opened any more: they ended the process too often."])
        try:
            if self._worker is None:
                self._worker = Worker(self._warm, "model", {}, [], self._settings)
            return self._worker.ask(message, timeout)
        except Gone as gone:
            self.close()
            self._deaths += 1
            return wire.dumps(["refused", f"Your model {gone}."])

    def _file(self, name: str) -> bytes:
        """The file of this name, or the only one there is. raises FileNotFoundError, with a sentence"""
        handed_out = self._job.instructor_files.keys() - {name}
        own = {path: file for path, file in self._job.models.items() if path not in handed_out}
        if name not in own and len(own) != 1:
            raise FileNotFoundError(f"No {name} was handed in beside the notebook: save your model, and hand it in.")
        with own.get(name, *own.values()).open("rb") as file:
            return file.read(FILE_LIMIT + 1)  # the room says what is wrong with one that is larger


class Tests(OneWorker):
    """The trusted process, started anew for the next test when one of them had to be stopped."""

    def __init__(self, warm: Warm, job: Job, settings: Settings, student: Student) -> None:
        self._warm, self._job, self._settings, self._student = warm, job, settings, student
        self._models = Models(warm, job, settings)
        cells = [cell for cell in job.source.cells if cell.cell_type == "code"]
        self._fixed = [cell.source for cell in cells if not runs_with_answers(cell) and not utils.is_grade(cell)]
        self._names = sorted({name for cell in cells if runs_with_answers(cell) for name in top_names(cell.source)})
        self.problems: list[str] = []

    def run(self, cells: list[nbformat.NotebookNode]) -> None:
        """Run the test cells, and write their outputs.

        First the visible parts of all of them: a student reads their values and messages, in which the student's code
        could carry out what an earlier hidden part has sent.
        """
        results, deaths = [], []
        for cell in cells:
            results.append(self._part("visible", cell))
            deaths.append(self._student.deaths)
        for cell, result, before in zip(cells, results, deaths):
            if not result["failure"] and hidden_lines(cell.source):
                result.update(
                    {**self._part("hidden", cell, before == self._student.deaths), "printed": result["printed"]}
                )
            cell.outputs = _test_outputs(result)

    def _part(self, part: str, cell: nbformat.NotebookNode, *details: Any) -> dict:
        """What the visible or the hidden part of a test cell comes to (see `Cells` in trusted.py)."""
        label = cell.metadata.nbgrader.grade_id
        try:
            if self._worker is None:
                visible = [COURSE, *_trusted_code()]
                self._worker = Worker(self._warm, "trusted", self._job.instructor_files, visible, self._settings)
                setup = ["setup", self._fixed, self._names, float(self._settings.cell_timeout)]
                self.problems += self._ask(setup)
            return self._ask([part, cell.source, label, *details])
        except Gone as gone:
            self.close()
            failure = {"name": "Stopped", "message": f"The test {gone}.", "where": ""}
            return {"printed": "", "notes": [], "failure": failure, "points": None}

    def _ask(self, request: list) -> Any:
        """A request to the trusted process, whose questions go on to the student's. raises Gone"""
        end = time.monotonic() + self._settings.test_timeout
        reply = self._worker.ask(wire.dumps(request), self._settings.test_timeout)
        while reply[:1] in (b"?", b"!"):
            seconds = min(self._settings.cell_timeout + GRACE, end - time.monotonic())
            if seconds <= 0:
                raise Gone("took too long and was stopped")
            try:
                asked = self._student if reply[:1] == b"?" else self._models
                answer = b"=" + asked.ask(reply[1:], seconds)
            except Gone as gone:
                # marked by us, since the student reads it: a process that knows hidden inputs must not choose its words
                answer = b"-" + wire.dumps(f"Your code {gone}.")
            reply = self._worker.ask(answer, max(end - time.monotonic(), GRACE))
        return wire.loads(reply[1:])

    def end(self) -> None:
        self.close()
        self._models.close()


def grade(job: Job, warm: Warm, settings: Settings) -> list[str]:
    """Run the notebook and write the outputs into its cells. Returns problems of the instructor's own cells.

    All cells of the student's run first, then the tests: what a test sends is seen by no cell that could print it.
    """
    cells = [cell for cell in job.notebook.cells if cell.cell_type == "code"]
    student = Student(warm, job, settings)
    tests = Tests(warm, job, settings, student)
    try:
        for cell in cells:
            if is_test(cell):
                student.remember(cell.metadata.nbgrader.grade_id)
            else:
                cell.outputs = student.run(cell.source)
        tests.run([cell for cell in cells if is_test(cell)])
    finally:
        student.close()
        tests.end()
    return tests.problems


def is_test(cell: nbformat.NotebookNode) -> bool:
    return utils.is_grade(cell) and not utils.is_solution(cell)


def withheld_modules(source: nbformat.NotebookNode) -> list[Path]:
    """Modules of `convcourse` that do what the assignment asks for: those that the source notebook's metadata name.

    {"convcourse": {"withheld": ["counting", "zoo"]}} names the file convcourse/counting.py and the package
    convcourse/zoo, with all that is in it. raises FileNotFoundError if it is not there
    """
    paths = []
    for name in source.metadata.get("convcourse", {}).get("withheld", []):
        package = COURSE / name
        paths.append(package if (package / "__init__.py").is_file() else package.with_suffix(".py"))
        if not paths[-1].exists():
            raise FileNotFoundError(f"the source notebook withholds {paths[-1]}, which is not there")
    return paths


def runs_with_answers(cell: nbformat.NotebookNode) -> bool:
    """An answer cell, or a fixed one with the tag `with-answers`: what it defines stays on the student's side.

    A fixed cell of other kinds runs in both rooms. The tag is for one that makes what only the student's code may hold,
    such as a Keras model: a test gets a stand-in of it, and hands that to the student's functions.
    """
    return utils.is_solution(cell) or "with-answers" in cell.metadata.get("tags", [])


def top_names(source: str) -> set[str]:
    """Names that an answer cell of the source notebook defines: what the tests may ask for."""
    names = set()
    for node in parse(without_magics(source)).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            names.add(node.name)
        elif not isinstance(node, (ast.Import, ast.ImportFrom)):
            names |= {
                leaf.id for leaf in ast.walk(node) if isinstance(leaf, ast.Name) and isinstance(leaf.ctx, ast.Store)
            }
    return names


def _trusted_code() -> list[Path]:
    """The grader's own modules, without the folders of submissions and the gradebook that lie beside them."""
    return [*sorted(PACKAGE.glob("*.py")), PACKAGE / "engine", PACKAGE / "reference"]


def _loads(message: bytes) -> Any:
    try:
        return wire.loads(message)
    except ValueError:
        return None


def _outputs(answer: Any) -> list:
    """What the student's process says a cell has put out, as far as it is well formed and of a kind that is shown."""
    try:
        kind, text = answer
        return [_output(output) for output in _writable(json.loads(text)[:COUNT_LIMIT])]
    except Exception:
        return [_error("Stopped", "This cell's outputs could not be read.")]


def _output(said: dict) -> nbformat.NotebookNode:
    """One output, made anew from its texts: nbformat takes minutes for a million empty parts. raises ValueError"""
    match said:
        case {"output_type": "stream", "name": "stdout" | "stderr" as name, "text": str(text)}:
            return new_output("stream", name=name, text=text)
        case {"output_type": "display_data", "data": {**data}}:
            shown = {kind: content for kind, content in data.items() if kind in wire.SHOWN and isinstance(content, str)}
            return new_output("display_data", data=shown)
        case {"output_type": "error", "ename": str(name), "evalue": str(value), "traceback": [*lines]}:
            return new_output("error", ename=name, evalue=value, traceback=list(map(str, lines[:COUNT_LIMIT])))
    raise ValueError("no output")


def _writable(value: Any) -> Any:
    """The same JSON without halves of characters, which no file can hold."""
    return json.loads(json.dumps(value, ensure_ascii=False).encode(errors="replace"))


def _test_outputs(result: dict) -> list:
    result, outputs = _writable(result), []
    text = "\n".join([result["printed"], *result["notes"]]).lstrip("\n")
    if text:
        outputs.append(new_output("stream", name="stdout", text=text))
    failure = result["failure"]
    if failure:
        outputs.append(_error(failure["name"], failure["message"], failure["where"]))
    elif result["points"] is not None:
        outputs.append(new_output("execute_result", data={"text/plain": repr(result["points"])}, execution_count=None))
    return outputs


def _error(name: str, sentence: str, where: str = "") -> nbformat.NotebookNode:
    lines = [line for line in (where, f"{name}: {sentence}") if line]
    return new_output("error", ename=name, evalue=sentence, traceback=lines)

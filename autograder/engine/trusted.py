"""The trusted side of the wall: runs the instructor's cells, in which the student's names are stand-ins.

A test cell is ordinary code. Its `conv2d(x, w)` calls a stand-in, which sends the arguments to the student's process
and gives back the data that comes; an object that is no data comes back as another stand-in. Requests come from the
grader, and the questions to the student go through it.

    grader -> here     ["setup", sources, names, seconds], ["visible", source, label], ["hidden", source, label, fresh]
    here -> grader     b"?" + question to the student, b"!" + question about a model, or b"=" + result
    grader -> here     b"=" + the answer to a question, or b"-" + a sentence of the grader's own about why there is none
"""

import ast
import builtins
import contextlib
import functools
import io
import socket
import traceback
import types
from typing import Any

import numpy as np

from autograder import models
from autograder.engine import credit, join, wire

CELL = "<test cell>"
FIXED_CELL = "<fixed cell>"
PRINTED_LIMIT = 20_000
LENGTH_LIMIT = 10_000
# the visible part has held once; what it says now may be what a student's process remembers of hidden tests
RAN_BEFORE = {
    "name": "HiddenTestFailed",
    "message": "The visible part of this test held at first, and failed when it was run again.",
    "where": "",
    "hidden": True,
}


class StudentGone(BaseException):
    """The student's process ended or did not answer; the message is a sentence about it.

    No Exception: a check that tells what the student's code raised must not take it for that.
    """


class StudentError(Exception):
    """Base of what the student's code raises, if it raises something that Python itself does not have."""


class Student:
    """Asks the student's process, through the grader."""

    def __init__(self, connection: socket.socket, seconds: float) -> None:
        self._connection, self._seconds = connection, seconds
        self._types = {}
        self._changed: list[tuple[np.ndarray, np.ndarray]] = []

    def ask(self, operation: str, *details: Any) -> Any:
        """The answer's value. raises the student's exception (as far as Python has it), StudentGone"""
        request = [operation, *details] if operation == "name" else [operation, *details, self._seconds]
        wire.send(self._connection, b"?" + wire.dumps(request, self._sendable))
        reply = wire.receive(self._connection)
        if reply[:1] == b"-":
            raise StudentGone(wire.loads(reply[1:]))
        try:
            kind, *content = wire.loads(reply[1:], self._stand_in)
        except ValueError:
            raise StudentError("the result is no plain data") from None
        if kind == "ok":
            return content[0]
        raise _exception(*map(str, content))

    def call(self, function: "StandIn", args: tuple, kwargs: dict) -> Any:
        """Call, and write what the call changed back into the arrays it was given."""
        answer = self.ask("call", function, args, kwargs)
        if not (isinstance(answer, list) and len(answer) == 2 and isinstance(answer[1], dict)):
            raise StudentError("the result is no plain data")
        result, changed = answer
        given = {**dict(enumerate(args)), **kwargs}
        for key, array in changed.items():
            original = given.get(key)
            if isinstance(original, np.ndarray) and isinstance(array, np.ndarray) and array.shape == original.shape:
                before = original.copy()
                with contextlib.suppress(ValueError):  # the array is read-only
                    np.copyto(original, array, casting="unsafe")
                    self._changed.append((original, before))
        return result

    def put_back(self) -> None:
        """Undo what calls have written into arrays: the data of a fixed cell are the same for every test."""
        while self._changed:
            array, before = self._changed.pop()
            with contextlib.suppress(ValueError):
                np.copyto(array, before)

    def _sendable(self, value: Any) -> Any:
        """A function of a fixed cell goes as the student's own one of that name: functions do not cross."""
        if isinstance(value, types.FunctionType) and value.__code__.co_filename == FIXED_CELL:
            value = self.ask("name", value.__name__, "")
        return _sendable(value)

    def _stand_in(self, reference: wire.Reference) -> "StandIn":
        name = reference.type_name if reference.type_name.isidentifier() else "Object"
        kind = self._types.setdefault(name, type(name, (StandIn,), {}))
        return kind(self, reference)


class StandIn:
    """An object of the student's: it can be called, and asked for attributes and items."""

    def __init__(self, student: Student, reference: wire.Reference) -> None:
        object.__setattr__(self, "_at_home", (student, reference))

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._at_home[0].call(self, args, kwargs)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self._at_home[0].ask("attribute", self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        self._at_home[0].ask("set", self, name, value)

    def __getitem__(self, index: Any) -> Any:
        return self._at_home[0].ask("item", self, index)

    def __len__(self) -> int:
        length = self._at_home[0].ask("length", self)
        if not isinstance(length, int) or not 0 <= length <= LENGTH_LIMIT:
            raise TypeError("a length was expected")
        return length

    def __iter__(self):
        """The items, one at a time: a generator may have no end."""
        iterator = self._at_home[0].ask("iterate", self)
        for _ in range(LENGTH_LIMIT):
            item = self._at_home[0].ask("next", iterator)
            if not isinstance(item, list) or len(item) != 1:
                return
            yield item[0]
        raise ValueError(f"more than {LENGTH_LIMIT:,} items")

    def __bool__(self) -> bool:
        raise TypeError(f"a plain value was expected, not {type(self).__name__}")

    def __array__(self, *_: Any, **__: Any):
        raise TypeError(f"numbers were expected, not {type(self).__name__}")

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of the submission>"


def _sendable(value: Any) -> Any:
    """A stand-in goes back home as a reference; a tensor or an odd array goes as an array."""
    if isinstance(value, StandIn):
        return value._at_home[1]
    if isinstance(value, np.ndarray):
        return np.array(value, subok=False) if value.dtype.kind in wire.KINDS else value.tolist()
    if isinstance(value, range):
        return list(value)
    if hasattr(value, "dtype") and hasattr(value, "shape"):
        return np.asarray(value)
    return value


def _exception(name: str, message: str) -> BaseException:
    """What the student's code raised, under its own name, so that tests can expect a ValueError."""
    if name == "TookTooLong":
        return StudentGone("Your code took too long.")
    kind = getattr(builtins, name, None)
    # a UnicodeError takes more than a message, and a StopIteration would end a loop of the test's own
    odd = (UnicodeError, StopIteration, StopAsyncIteration)
    known = isinstance(kind, type) and issubclass(kind, Exception) and not issubclass(kind, odd)
    error = (kind if known else StudentError)(message)
    error.from_student = True
    return error


def serve(connection: socket.socket) -> None:
    """Answer until the grader hangs up."""
    join.bring_files()
    models.connect(functools.partial(_ask_models, connection))
    cells = None
    while True:
        kind, *details = wire.loads(wire.receive(connection))
        if kind == "setup":
            sources, names, seconds = details
            cells = Cells(Student(connection, seconds), names)
            result = cells.setup(sources)
        else:
            result = cells.visible(*details) if kind == "visible" else cells.hidden(*details)
        wire.send(connection, b"=" + wire.dumps(result))


def _ask_models(connection: socket.socket, operation: str, *details: Any) -> list:
    """[kind, answer] from the room in which submitted models are opened."""
    wire.send(connection, b"!" + wire.dumps([operation, *details]))
    return wire.loads(wire.receive(connection)[1:])


class Cells:
    """The instructor's notebook: one namespace, in which the student's names are bound anew for every test."""

    def __init__(self, student: Student, names: list[str]) -> None:
        self._student, self._names = student, names
        # a module of its own, so that classes defined in a cell have one
        self._space = types.ModuleType("__grader__").__dict__
        self._left: dict[str, tuple[dict, list, list]] = {}  # by each visible part: names, partial credit, sentences

    def setup(self, sources: list[str]) -> list[str]:
        """Run the fixed cells; returns what went wrong, for the instructor's log."""
        problems = []
        for source in sources:
            try:
                self._bind("")
                with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                    exec(compile(without_magics(source), FIXED_CELL, "exec"), self._space)
            except (Exception, StudentGone) as error:
                problems.append(f"{type(error).__name__}: {error}")
        return problems

    def visible(self, source: str, label: str) -> dict:
        """Run the visible part of a test cell. Returns printed: text, notes: sentences for the student, points:
        explicit partial credit or None, failure: None, or a sentence, and whether the failing line is hidden."""
        credit.given.clear()
        credit.notes.clear()
        self._left.pop(label, None)
        try:
            self._bind(label)
            printed, failure = self._run(source, secret=False)
        except BaseException as error:
            printed, failure = "", explain(error, source, set())
        if not failure:
            self._left[label] = dict(self._space), list(credit.given), list(credit.notes)
        return {"printed": printed, "notes": list(credit.notes), "failure": failure, "points": _points(failure)}

    def hidden(self, source: str, label: str, fresh: bool) -> dict:
        """Go on with the hidden part, of which nothing is told but the test's own sentences.

        fresh  the student's process is still the one in which the visible part ran; else that runs once more, silently
        """
        if not fresh or label not in self._left:
            if self.visible(source, label)["failure"]:
                return {"notes": [], "failure": dict(RAN_BEFORE), "points": None}
        else:
            space, credit.given[:], credit.notes[:] = self._left[label]
            for name in self._names:
                self._space.pop(name, None)
            self._space.update(space)
        _, failure = self._run(source, secret=True)
        return {"notes": list(credit.notes), "failure": failure, "points": _points(failure)}

    def _run(self, source: str, secret: bool) -> tuple[str, dict | None]:
        """What the visible or the hidden part of a test cell prints, and how it failed."""
        printed, hidden = io.StringIO(), hidden_lines(source)
        try:
            part = _part(ast.parse(without_magics(source)), hidden, secret)
            with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(io.StringIO()):
                exec(compile(part, CELL, "exec"), self._space)
        except BaseException as error:
            return printed.getvalue()[:PRINTED_LIMIT], explain(error, source, hidden)
        finally:
            self._student.put_back()
        return printed.getvalue()[:PRINTED_LIMIT], None

    def _bind(self, label: str) -> None:
        """Every name of the answers, as it stood at this test's place; one that was never defined stays undefined."""
        for name in self._names:
            self._space.pop(name, None)
            with contextlib.suppress(NameError, StudentError):
                self._space[name] = self._student.ask("name", name, label)


def without_magics(source: str) -> str:
    """The source with its lines for IPython or the shell turned into nothing."""
    lines = source.split("\n")
    return "\n".join("pass" if line.startswith(("%", "!")) else line for line in lines)


def hidden_lines(source: str) -> set[int]:
    """Numbers of the lines between the hidden-test markers."""
    numbers, inside = set(), False
    for number, line in enumerate(source.split("\n"), start=1):
        inside = inside or "BEGIN HIDDEN TESTS" in line
        if inside:
            numbers.add(number)
        inside = inside and "END HIDDEN TESTS" not in line
    return numbers


def _part(tree: ast.Module, hidden: set[int], secret: bool) -> ast.Module:
    """The statements in the hidden lines, or those outside of them."""
    return ast.Module([node for node in tree.body if (node.lineno in hidden) == secret], [])


def _points(failure: dict | None) -> float | None:
    return None if failure or not credit.given else credit.given[-1]


def explain(error: BaseException, source: str, hidden: set[int]) -> dict:
    """What the student reads: for a visible line the message, for a hidden one a sentence without values."""
    frames = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == CELL]
    line = getattr(error, "lineno", None) or (frames[0] if frames else 0)
    name, message = type(error).__name__, str(error)[:4000]
    if line not in hidden and frames:
        where = f"Line {line}: {source.split(chr(10))[line - 1].strip()}"
        return {"name": name, "message": message, "where": where, "hidden": False}
    if isinstance(error, StudentGone) or name == "CheckFailed":
        sentence = message
    elif isinstance(error, AssertionError) and len(frames) == len(traceback.extract_tb(error.__traceback__)) - 1:
        sentence = _chosen_sentence(source, frames[-1]) or "A hidden test failed."
    elif getattr(error, "from_student", False) or isinstance(error, NameError):
        sentence = f"Your code raised {name} in a hidden test."
    else:
        sentence = f"A hidden test ended with {name}."
    return {"name": "HiddenTestFailed", "message": sentence, "where": "", "hidden": True}


def _chosen_sentence(source: str, line: int) -> str | None:
    """The text after the comma of the `assert` at this line, if it is plain text."""
    for node in ast.walk(ast.parse(without_magics(source))):
        if isinstance(node, ast.Assert) and node.lineno <= line <= node.end_lineno:
            return node.msg.value if isinstance(node.msg, ast.Constant) and isinstance(node.msg.value, str) else None
    return None

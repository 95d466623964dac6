"""The student's side of the wall: runs the cells, keeps the objects, answers questions about them with data.

Nothing here is secret and nothing here is trusted: a student can replace all of it and say anything. The tests are
elsewhere; they send inputs and check what comes back.

    ["run", source, seconds]             -> list of outputs, as in a notebook
    ["remember", label]                  -> what the names mean now, under the label of a test
    ["name", name, label]                -> the value
    ["call", object, args, kwargs]       -> [result, changed arguments by position or name]
    ["attribute", object, name], ["set", object, name, value], ["item", object, index], ["length", object]
    ["iterate", object]                  -> an iterator
    ["next", iterator]                   -> [item], or [] at its end
    ["model", object]                    -> the bytes of a Keras model's file
    answers: ["ok", value] or ["error", type, message]
"""

import array
import base64
import io
import itertools
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import types
from pathlib import Path
from typing import Any

import numpy as np
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from traitlets.config import Config

from autograder.engine import colab, join, wire

TEXT_LIMIT = 50_000  # characters of printed text for each cell
OUTPUT_LIMIT = 4_000_000  # characters of pictures and the like for each cell
COUNT_LIMIT = 1000  # outputs of a cell
METHODS = (types.FunctionType, property, classmethod, staticmethod)


class TookTooLong(BaseException):
    """The time for this cell or call is over."""


class Shell(InteractiveShell):
    """IPython, with the error of a cell kept instead of printed."""

    error: dict | None = None

    def _showtraceback(self, kind: type, value: BaseException, lines: list[str]) -> None:
        traceback = [line[:2000] for line in lines][-40:]
        self.error = {
            "output_type": "error",
            "ename": kind.__name__,
            "evalue": str(value)[:2000],
            "traceback": traceback,
        }

    def system(self, command: str) -> None:
        """A line for the shell: IPython would run it in a terminal, and a room has none."""
        done = subprocess.run(
            self.var_expand(command, depth=1),
            shell=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        print(done.stdout, end="")
        self.user_ns["_exit_code"] = done.returncode

    def enable_gui(self, gui: str | None = None) -> None:
        """Windows are not there, so their loop of events is not needed."""

    def enable_matplotlib(self, gui: str | None = None) -> tuple:
        """Whatever a notebook asks for, pictures go into the notebook."""
        return super().enable_matplotlib("inline")

    def run_line_magic(self, magic_name: str, line: str, _stack_depth: int = 1) -> Any:
        """A magic that only Colab has, or an extension that is not installed, does not end the cell."""
        missing = self.find_line_magic(magic_name) is None
        try:
            return None if missing else super().run_line_magic(magic_name, line, _stack_depth + 1)
        except ModuleNotFoundError:
            if magic_name != "load_ext":
                raise
            missing = True
        finally:
            if missing:
                print(f"%{magic_name} is not there while you are graded.", file=sys.stderr)


class Printed(io.StringIO):
    """Printed text up to the limit."""

    def write(self, text: str) -> int:
        if self.tell() < TEXT_LIMIT:
            super().write(text[:TEXT_LIMIT])
        return len(text)


def serve(connection: socket.socket) -> None:
    """Answer until the other side hangs up."""
    join.bring_files()
    colab.provide()
    sys.path.insert(0, "")
    from matplotlib_inline.backend_inline import flush_figures
    from matplotlib_inline.config import InlineBackend

    Shell._instance = None
    shell = Shell.instance(config=Config(HistoryManager={"enabled": False}), user_ns={"__name__": "__main__"})
    InlineBackend.instance(parent=shell)
    os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
    import matplotlib

    matplotlib.use(os.environ["MPLBACKEND"])
    shell.events.register("post_execute", flush_figures)
    signal.signal(signal.SIGALRM, _alarm)
    objects, remembered = {}, {}
    while True:
        request = wire.receive(connection)
        try:
            answer = ["ok", _answer(shell, request, objects, remembered)]
        except BaseException as error:
            answer = ["error", type(error).__name__, _text(error)]
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        wire.send(connection, _packed(answer, objects))


def _alarm(*_: Any) -> None:
    raise TookTooLong("took too long")


def _text(error: BaseException) -> str:
    try:
        return str(error)[:2000]
    except Exception:
        return ""


def _packed(answer: list, objects: dict) -> bytes:
    try:
        return wire.dumps(answer, lambda value: _data(value, objects))
    except Exception as error:
        return wire.dumps(["error", type(error).__name__, _text(error)])


def _data(value: Any, objects: dict) -> Any:
    """Plain data for what is nearly that (tensors, arrays of a subclass); a reference for everything else."""
    if isinstance(value, np.ndarray) and value.dtype.kind in wire.KINDS:
        return np.array(value, subok=False)
    if isinstance(value, np.ndarray):
        return value.tolist()
    if hasattr(value, "__array__") and hasattr(value, "dtype") and hasattr(value, "shape"):  # a tensor, a variable
        return np.asarray(value)
    if isinstance(value, (memoryview, array.array)):
        return np.array(value)
    if isinstance(value, range):
        return list(value)
    for kind in (bool, int, float, str, list, tuple, dict, set):
        if isinstance(value, kind) and not _has_methods(value):
            return kind(value)
    objects[id(value)] = value
    return wire.Reference(id(value), type(value).__name__)


def _has_methods(value: Any) -> bool:
    """An object of a class that the notebook itself defines, such as a network that is a list of layers."""
    own = [kind for kind in type(value).__mro__ if kind.__module__ == "__main__"]
    return any(not name.startswith("_") and isinstance(it, METHODS) for kind in own for name, it in vars(kind).items())


def _answer(shell: Shell, request: bytes, objects: dict, remembered: dict) -> Any:
    operation, *details = wire.loads(request, lambda reference: objects[reference.number])
    if operation == "run":
        return _run(shell, *details)
    if operation == "remember":
        remembered[details[0]] = dict(shell.user_ns)
        return None
    if operation == "name":
        name, label = details
        for space in (remembered.get(label, {}), shell.user_ns):
            if name in space:
                return space[name]
        raise NameError(f"name {name!r} is not defined")
    seconds = details.pop()
    signal.setitimer(signal.ITIMER_REAL, seconds)
    with capture_output(display=False):  # a test's inputs must not be printed into the feedback
        if operation == "call":
            return _call(*details)
        if operation == "attribute":
            return getattr(*details)
        if operation == "set":
            return setattr(*details)
        if operation == "item":
            return details[0][details[1]]
        if operation == "length":
            return len(details[0])
        if operation == "iterate":
            return iter(details[0])
        if operation == "next":
            return list(itertools.islice(details[0], 1))
        if operation == "model":
            return keras_bytes(details[0])
    raise ValueError(operation)


def _call(function: Any, args: tuple, kwargs: dict) -> list:
    """[result, {position or name: array}] with the arrays that the call has changed."""
    given = {**dict(enumerate(args)), **kwargs}
    before = {key: value.copy() for key, value in given.items() if isinstance(value, np.ndarray)}
    result = function(*args, **kwargs)
    changed = {key: given[key] for key, copy in before.items() if given[key].tobytes() != copy.tobytes()}
    return [result, changed]


def keras_bytes(model: Any) -> np.ndarray:
    """The `.keras` file of a model, as an array of bytes. raises TypeError for what is no Keras model"""
    import keras

    if not isinstance(model, keras.Model):
        raise TypeError(f"{type(model).__name__} is no Keras model")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.keras"
        keras.saving.save_model(model, path)
        return np.frombuffer(path.read_bytes(), np.uint8)


def _run(shell: Shell, source: str, seconds: float) -> str:
    """Outputs of a cell as JSON, in nbformat's form."""
    shell.error = None
    signal.setitimer(signal.ITIMER_REAL, seconds)
    with capture_output() as captured:
        sys.stdout, sys.stderr = Printed(), Printed()
        try:
            shell.run_cell(source, store_history=True)
        except BaseException as error:  # what IPython lets through: SystemExit, our own alarm
            shell.error = {"output_type": "error", "ename": type(error).__name__, "evalue": _text(error)}
            shell.error["traceback"] = [f"{type(error).__name__}: {_text(error)}"]
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        texts = {"stdout": sys.stdout.getvalue(), "stderr": sys.stderr.getvalue()}
    outputs = [{"output_type": "stream", "name": name, "text": text} for name, text in texts.items() if text]
    outputs += [_shown(output.data) for output in captured.outputs if output.data]
    if shell.error:
        outputs.append(shell.error)
    return _within_limits(outputs)


def _within_limits(outputs: list[dict]) -> str:
    """The outputs as JSON; what goes beyond the limit becomes a sentence: the grader ends a process that sends more."""
    kept, left = [], OUTPUT_LIMIT
    for output in [*outputs[:COUNT_LIMIT], *outputs[COUNT_LIMIT:][-1:]]:
        text = json.dumps(output, default=str)
        if len(text) > left and output["output_type"] != "error":
            text = json.dumps(
                {"output_type": "stream", "name": "stdout", "text": "(An output is too large to be kept.)\n"}
            )
        left -= len(text)
        kept.append(text)
    return f"[{', '.join(kept)}]"


def _shown(data: dict) -> dict:
    kept = {kind: content for kind, content in data.items() if kind in wire.SHOWN}
    for kind, content in kept.items():
        if isinstance(content, bytes):
            kept[kind] = base64.b64encode(content).decode()
    return {"output_type": "display_data", "data": kept, "metadata": {}}

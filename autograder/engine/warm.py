"""The warm process: it imports what an assignment imports once, and forks a worker for every submission.

It runs no student code and knows nothing secret, since a worker inherits its memory. Forking after TensorFlow's import
is safe as long as no operation has run here. This module is a program (`python -m autograder.engine.warm`); its other
half, `Warm`, is the grader's handle on it.

    grader -> warm     {"role": "student", "trusted" or "model", "limits": {...}}, the worker's end of a socket, a room
    warm -> worker     fork, join the room, fork (into its process ids), give up rights and calls, serve the socket
    worker -> grader   one byte, so that the grader knows a worker that could not start from one that the student ended
"""

import atexit
import contextlib
import gc
import importlib
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

from autograder.engine import group, join, seccomp
from autograder.engine.room import Room

# what a cell needs sooner or later: pictures, and the parts of IPython that it would import in every worker anew
ALWAYS = [
    "matplotlib.pyplot",
    "matplotlib_inline.backend_inline",
    *(f"IPython.core.{part}" for part in ("application", "completer", "completerlib", "crashhandler", "logger")),
    *("IPython.core.magics", "IPython.core.oinspect", "importlib.metadata", "cProfile", "csv", "sqlite3"),
    *("numpy.random", "numpy.linalg", "numpy.testing", "numpy.fft", "difflib"),
]
GREETING = b"!"
STARTUP = 60.0  # seconds in which a new worker greets
ATTEMPTS = 3  # to a dying warm process, to a dead one, which is replaced, and to the new one
KEPT = ["PYTHONPYCACHEPREFIX"]  # of the instructor's own environment
ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "HOME": "/tmp",
    "LANG": "C.UTF-8",
    "NBGRADER_EXECUTION": "autograde",
    "CUDA_VISIBLE_DEVICES": "",
    "KERAS_BACKEND": "tensorflow",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONHASHSEED": "0",
    "MPLBACKEND": "agg",
    "MPLCONFIGDIR": "/tmp",
    "IPYTHONDIR": "/tmp/ipython",
    "PIP_NO_INDEX": "1",  # a `!pip install` fails at once, and does not wait for a network
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
}


class NoWorker(RuntimeError):
    """No worker could be started."""


class Warm:
    """A warm process with these modules imported, started anew if it dies: workers that it has forked live on."""

    def __init__(self, modules: list[str]) -> None:
        self._modules = modules
        self._lock = threading.Lock()
        self._start()

    def _start(self) -> None:
        self._socket, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        package = Path(__file__).parents[2]
        kept = {name: os.environ[name] for name in KEPT if name in os.environ}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "autograder.engine.warm", str(other.fileno()), *self._modules],
            env={**ENVIRONMENT, **kept, "PYTHONPATH": str(package)},
            cwd="/",
            pass_fds=[other.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        other.close()
        self._ready = False

    def fork(self, role: str, room: Room | None, limits: dict) -> socket.socket:
        """A new worker in a room (None: without walls); returns our end of its socket.

        raises NoWorker if none could be started, which is never the fault of the submission: it has not run
        """
        groups = [str(folder) for folder in room.group.folders] if room and room.group else []
        request = {"role": role, "limits": limits, "room": room is not None, "groups": groups}
        for _ in range(ATTEMPTS):
            mine, workers = socket.socketpair()
            with self._lock:
                asked = self._ask(json.dumps(request).encode(), [workers.fileno()] + ([room.handle] if room else []))
            workers.close()
            if asked and _greets(mine):
                return mine
            mine.close()
        raise NoWorker(f"no {role} process could be started on this machine (is there memory left?)")

    def _ask(self, request: bytes, handles: list[int]) -> bool:
        """Send the request to the warm process. False if that had died; then a new one is started."""
        try:
            if not self._ready and self._socket.recv(16) != b"ready":
                raise ConnectionError
            self._ready = True
            socket.send_fds(self._socket, [request], handles)
        except OSError:
            self.close()
            self._start()
            return False
        return True

    @property
    def pid(self) -> int:
        return self._process.pid

    def close(self) -> None:
        self._socket.close()  # which ends the process
        self._process.wait()


def _greets(connection: socket.socket) -> bool:
    """The worker lives and has what it needs; it says so before it runs anything of the submission's."""
    connection.settimeout(STARTUP)
    try:
        return connection.recv(1) == GREETING
    except OSError:
        return False


_warm: dict[tuple, Warm] = {}
_lock = threading.Lock()


def warm_process(modules: list[str]) -> Warm:
    """The warm process with these modules; one for all submissions of a run."""
    with _lock:
        key = tuple(modules)
        if key not in _warm:
            _warm[key] = Warm(modules)
            atexit.register(_warm[key].close)
        return _warm[key]


def serve(control: socket.socket, modules: list[str]) -> None:
    """The warm process itself."""
    for module in [*ALWAYS, *modules]:
        with contextlib.suppress(Exception):
            importlib.import_module(module)
    from autograder.engine import model_room, student, trusted

    roles = {"student": student.serve, "trusted": trusted.serve, "model": model_room.serve}

    gc.collect()
    gc.freeze()  # the collector leaves alone what is shared with the workers
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    control.send(b"ready")
    while True:
        request, handles, _, _ = socket.recv_fds(control, 2**16, 2)
        if not request:
            return
        if os.fork() == 0:
            control.close()  # else the grader would not notice the end of the warm process while a worker lives
            with contextlib.suppress(BaseException):
                _worker(json.loads(request), handles, roles)
            os._exit(1)
        for handle in handles:
            os.close(handle)


def _worker(request: dict, handles: list[int], roles: dict) -> None:
    """In the first fork: join the room; in the second, which has its process ids, work."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    group.enter(request["groups"])
    if request["room"]:
        join.enter(handles[1])
        pid = os.fork()
        if pid:
            os.close(handles[0])
            os.waitpid(pid, 0)
            # the worker is gone, so is the room: no daemon of its making outlives it
            signal.pidfd_send_signal(handles[1], signal.SIGKILL)
            return
        join.give_up_rights()
        seccomp.forbid()
    os.dup2(handles[0], 3)
    os.closerange(4, 65536)
    join.limit(**request["limits"])
    os.nice(5)
    random.seed()
    sys.argv = ["notebook"]
    connection = socket.socket(fileno=3)
    connection.sendall(GREETING)
    roles[request["role"]](connection)
    os._exit(0)


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])), sys.argv[2:])

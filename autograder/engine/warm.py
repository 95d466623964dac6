"""The warm process: it imports what an assignment imports once, and forks a worker for every submission.

It runs no student code and knows nothing secret, since a worker inherits its memory. Forking after TensorFlow's import
is safe as long as no operation has run here. This module is a program (`python -m autograder.engine.warm`); its other
half, `Warm`, is the grader's handle on it.

    grader -> warm     {"role": "student", "trusted" or "model", "limits": {...}}, the worker's end of a socket, a room
    warm -> worker     fork, join the room, fork (into its process ids), give up rights, serve the socket
"""

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

from autograder.engine import join
from autograder.engine.room import Room

# what a cell needs sooner or later: pictures, and the parts of IPython that it would import in every worker anew
ALWAYS = [
    "matplotlib.pyplot",
    "matplotlib_inline.backend_inline",
    *(f"IPython.core.{part}" for part in ("application", "completer", "completerlib", "crashhandler", "logger")),
    *("IPython.core.magics", "IPython.core.oinspect", "importlib.metadata", "cProfile", "csv", "sqlite3"),
    *("numpy.random", "numpy.linalg", "numpy.testing", "numpy.fft", "difflib"),
]
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
}


class Warm:
    """A warm process with these modules imported. raises RuntimeError if it does not start"""

    def __init__(self, modules: list[str]) -> None:
        self._socket, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        package = Path(__file__).parents[2]
        kept = {name: os.environ[name] for name in KEPT if name in os.environ}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "autograder.engine.warm", str(other.fileno()), *modules],
            env={**ENVIRONMENT, **kept, "PYTHONPATH": str(package)},
            cwd="/",
            pass_fds=[other.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        other.close()
        self._lock = threading.Lock()
        self._ready = False

    def fork(self, role: str, room: Room | None, limits: dict) -> socket.socket:
        """A new worker in a room (None: without walls); returns our end of its socket."""
        mine, workers = socket.socketpair()
        request = json.dumps({"role": role, "limits": limits, "room": room is not None}).encode()
        handles = [workers.fileno()] + ([room.handle] if room else [])
        with self._lock:
            if not self._ready and self._socket.recv(16) != b"ready":
                raise RuntimeError("the warm process did not start")
            self._ready = True
            socket.send_fds(self._socket, [request], handles)
        workers.close()
        return mine

    def close(self) -> None:
        self._socket.close()  # which ends the process
        self._process.wait()


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
            with contextlib.suppress(BaseException):
                _worker(json.loads(request), handles, roles)
            os._exit(1)
        for handle in handles:
            os.close(handle)


def _worker(request: dict, handles: list[int], roles: dict) -> None:
    """In the first fork: join the room; in the second, which has its process ids, work."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
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
    os.dup2(handles[0], 3)
    os.closerange(4, 65536)
    join.limit(**request["limits"])
    os.nice(5)
    random.seed()
    sys.argv = ["notebook"]
    roles[request["role"]](socket.socket(fileno=3))
    os._exit(0)


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])), sys.argv[2:])

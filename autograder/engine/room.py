"""Rooms: where code runs that we do not trust. Bubblewrap builds the walls, a warm process walks in.

A room is a set of Linux namespaces that `bwrap` (Debian's package bubblewrap) has set up: no network, its own process
ids, the system's and the environment's files read-only, /box and /tmp in memory, nothing of the repository but what is
named. Bubblewrap wraps a command that it starts, and we want processes that are already warm; so the command it wraps
is a mere `cat`, which keeps the room open, and a fork of the warm process joins the same namespaces (join.py, one
system call). When `cat` ends, because its input is closed or because nbgrader was killed, the kernel ends every
process in the room, daemons included.
"""

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from autograder.engine.group import Group

EXACT = 1.0  # seconds for an exact count of the memory
SOCKETS = 1000  # in a room; each can hold some 200 KB in the kernel, which no process is seen to use
SINGLE = 100  # files that are put into a room one by one
THREADS = 8  # of a process, on the average: TensorFlow has a dozen, most programs have one
USER = 1000  # user id inside a room, whoever runs the grader
SYSTEM = ("/usr", "/etc/ld.so.cache", "/etc/localtime", "/etc/fonts", "/etc/passwd")
LINKS = ("/bin", "/sbin", "/lib", "/lib64")
WITHHELD = Path(__file__).with_name("withheld.py")
DEVICES = ("null", "zero", "full", "random", "urandom")


class NoIsolation(RuntimeError):
    """This machine cannot build rooms; the message says what to do."""


@dataclass(frozen=True)
class Limits:
    """What one room may use; bytes and seconds."""

    memory: int = 4 * 2**30  # of all its processes together
    processes: int = 64
    file_size: int = 256 * 2**20
    disk: int = 256 * 2**20  # each of /box, /tmp and /dev/shm, in memory
    cpu: int = 900  # of one process


@dataclass
class Room:
    """One closed room.

    files     path below /files -> file of the host
    visible   folders of the host that are seen in their place
    withheld  Python files, and packages, in them: instead of each file one finds withheld.py, and nothing else of a
              package, nor of what was compiled
    """

    limits: Limits
    files: dict[str, Path] = field(default_factory=dict)
    visible: list[Path] = field(default_factory=list)
    withheld: list[Path] = field(default_factory=list)

    def __post_init__(self) -> None:
        check_isolation()
        self._folder: tempfile.TemporaryDirectory | None = None
        info_read, info_write = os.pipe()
        command = ["bwrap", "--info-fd", str(info_write), *self._walls(), "--", "/bin/sh", "-c", "echo; exec cat"]
        self._bwrap = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            pass_fds=[info_write],
            env={"PATH": "/usr/bin:/bin"},
            start_new_session=True,
        )
        os.close(info_write)
        with os.fdopen(info_read) as info:
            text = info.read()
        if self._bwrap.stdout.readline() != b"\n":  # the walls stand once the command inside runs
            reason = self._bwrap.stderr.read().decode(errors="replace").strip()
            self._bwrap.wait()
            raise NoIsolation(f"bwrap could not build a room: {reason}")
        self.init = json.loads(text)["child-pid"]
        self.handle = os.pidfd_open(self.init)
        try:
            self.group = Group(self.limits.memory, self.limits.processes * THREADS)
        except OSError:
            self.group = None
        self._closed = threading.Event()
        self.broken: str | None = None
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self._watcher.start()

    def _walls(self) -> list[str]:
        size = ["--size", str(self.limits.disk)]
        walls = ["--unshare-all", "--unshare-user", "--uid", str(USER), "--gid", str(USER), "--hostname", "room"]
        # the `cat` has process id 1, so that nobody in the room can kill it
        walls += ["--as-pid-1", "--cap-drop", "ALL", "--new-session", "--proc", "/proc", "--dir", "/dev"]
        for name in DEVICES:
            walls += ["--dev-bind", f"/dev/{name}", f"/dev/{name}"]
        for place in ("/tmp", "/box", "/dev/shm"):
            walls += [*size, "--tmpfs", place]
        for path in LINKS:
            if Path(path).is_symlink():
                walls += ["--symlink", str(Path(path).readlink()), path]
            elif Path(path).exists():
                walls += ["--ro-bind", path, path]
        for path in [*filter(os.path.exists, SYSTEM), *python_folders(), *map(str, self.visible)]:
            walls += ["--ro-bind", path, path]
        for path in self.withheld:
            emptied, files = (path, path.rglob("*.py")) if path.is_dir() else (path.parent / "__pycache__", [path])
            if emptied.is_dir():
                walls += ["--tmpfs", str(emptied)]
            for file in sorted(files):
                walls += ["--ro-bind", str(WITHHELD), str(file)]
            if emptied.is_dir():
                walls += ["--remount-ro", str(emptied)]
        if len(self.files) > SINGLE:
            walls += ["--ro-bind", str(self._gathered()), "/files"]
        else:
            for name, path in self.files.items():
                walls += ["--ro-bind", str(path), f"/files/{name}"]
        return [*walls, "--remount-ro", "/", "--chdir", "/box"]

    def _gathered(self) -> str:
        """A folder with all the files: bwrap takes no more than some thousand arguments, and is slow with hundreds."""
        self._folder = tempfile.TemporaryDirectory(prefix="room-")
        for name, path in self.files.items():
            place = Path(self._folder.name) / name
            place.parent.mkdir(parents=True, exist_ok=True)
            try:
                os.link(path, place)
            except OSError:  # on another disk
                shutil.copyfile(path, place)
        return self._folder.name

    def _watch(self) -> None:
        """End the room when its processes are too many or use too much; a fork bomb dies within the interval."""
        while not self._closed.wait(0.15):
            running = processes(self.init)
            if len(running) > self.limits.processes:
                self._break("too many processes")
            elif sockets(self.init) > SOCKETS:
                self._break("too many sockets")
            elif self._holds_too_much(running) or (self.group and self.group.exhausted):
                self._break(self._too_much)

    def _holds_too_much(self, running: list[Path]) -> bool:
        """What is quick to find out counts a page for every process that has it; the exact number takes longer."""
        if sum(map(resident, running)) <= self.limits.memory:
            return False
        total, end = 0, time.monotonic() + EXACT
        for process in running:
            total += proportional(process)
            if total > self.limits.memory or time.monotonic() > end:  # where forking goes on, there is no exact number
                return True
        return False

    @property
    def _too_much(self) -> str:
        return f"more than {self.limits.memory / 2**30:g} GB of memory"

    def _break(self, reason: str) -> None:
        self.broken = self.broken or reason
        self.kill()

    @property
    def limit(self) -> str | None:
        """The limit that ended the room, as the rest of a sentence that starts with "used"."""
        if self.broken is None and self.group is not None and self.group.exhausted:
            self.broken = self._too_much
        return self.broken

    def kill(self) -> None:
        """End every process in the room: with its first process goes the whole process namespace."""
        with contextlib.suppress(ProcessLookupError, OSError):
            signal.pidfd_send_signal(self.handle, signal.SIGKILL)

    def close(self) -> None:
        """Kill, and wait until nothing is left."""
        self._closed.set()
        self.kill()
        self._bwrap.communicate()
        self._watcher.join()  # the handle's number may soon be another room's, which the watch must not kill
        os.close(self.handle)
        if self.group:
            self.group.close()
        if self._folder:
            self._folder.cleanup()


def python_folders() -> list[str]:
    """Where this Python and its packages are; those inside another one only once."""
    folders = {os.path.realpath(prefix) for prefix in (sys.prefix, sys.base_prefix)} | {sys.prefix}
    # the environment's interpreter may be a link to a link
    folders.add(str(Path(os.path.realpath(sys.executable)).parent.parent))
    return sorted(folder for folder in folders if not folder.startswith("/usr"))


def processes(init: int) -> list[Path]:
    """The folders in /proc of all processes in the room whose first process this is, daemons included.

    Seen through the room's own /proc. Not by descent: a worker's parent is the warm process, outside of the room.
    """
    try:
        return [path for path in Path(f"/proc/{init}/root/proc").iterdir() if path.name.isdecimal()]
    except OSError:
        return []


def sockets(init: int) -> int:
    """How many there are in the room's network, of all kinds."""
    try:
        text = Path(f"/proc/{init}/net/sockstat").read_text()
    except OSError:
        return 0
    found = re.match(r"sockets: used (\d+)", text)
    return int(found.group(1)) if found else 0


def proportional(process: Path) -> int:
    """Bytes of memory of the process; of what it shares with n others, its part."""
    try:
        text = (process / "smaps_rollup").read_text()
    except OSError:
        return resident(process)
    found = re.search(r"^Pss: +(\d+) kB", text, re.MULTILINE)
    return int(found.group(1)) * 1024 if found else 0


def resident(process: Path) -> int:
    """Bytes of memory that the process holds, without files: what it shares with its parent is counted too."""
    try:
        lines = (process / "status").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith(("RssAnon:", "RssShmem:", "VmSwap:")))


_checked = False


def check_isolation() -> None:
    """raises NoIsolation, with a sentence about what is missing"""
    global _checked
    if _checked:
        return
    advice = (
        "Student code is not run without walls. Grade on Linux with bubblewrap (`apt-get install bubblewrap`) and user "
        'namespaces, or turn the walls off by name: c.HardenedExecute.isolation = "none".'
    )
    if not sys.platform.startswith("linux"):
        raise NoIsolation(f"Isolation needs Linux. {advice}")
    if shutil.which("bwrap") is None:
        raise NoIsolation(f"bwrap is not installed. {advice}")
    test = ["bwrap", "--unshare-all", "--unshare-user", "--ro-bind", "/", "/", "true"]
    tried = subprocess.run(test, capture_output=True, text=True)
    if tried.returncode != 0:
        raise NoIsolation(f"bwrap does not work here ({tried.stderr.strip()}). {advice}")
    _checked = True

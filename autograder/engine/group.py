"""What a room may use, enforced by the kernel: a control group, where this user may make one.

    root on most machines    yes
    another user             in a part of the tree that is theirs: `systemd-run --user --scope nbgrader autograde NAME`
    in most containers       no

Where there is none, the room's watch alone counts (room.py), several times a second. Both versions of control groups
are known: in version 2 one folder holds all settings, in version 1 each controller has a tree of its own.
"""

import contextlib
import itertools
import os
import time
from pathlib import Path

_numbers = itertools.count()
ROOT = Path("/")  # of the file system; tests have another


class Group:
    """A control group with these limits. raises OSError where none can be made"""

    def __init__(self, memory: int, tasks: int) -> None:
        settings = {
            "memory.max": memory,
            "memory.swap.max": 0,
            "memory.oom.group": 1,  # all or none: half a submission is no use
            "memory.limit_in_bytes": memory,
            "memory.memsw.limit_in_bytes": memory,
            "pids.max": tasks,  # processes and threads
        }
        self.folders: list[Path] = []
        name = f"room-{os.getpid()}-{next(_numbers)}"
        try:
            for parent in parents():
                folder = parent / name
                folder.mkdir()
                self.folders.append(folder)
                for setting, value in settings.items():
                    if (folder / setting).exists():
                        # memory with swap cannot be set on every kernel
                        with contextlib.suppress(OSError) if "sw" in setting else contextlib.nullcontext():
                            (folder / setting).write_text(str(value))
        except OSError:
            self.close()
            raise
        if not self.folders:
            raise OSError("no control group can be made here")

    @property
    def exhausted(self) -> bool:
        """The kernel has ended a process of the group because the memory was used up."""
        for folder in self.folders:
            for events in ("memory.events", "memory.oom_control"):
                with contextlib.suppress(OSError):
                    if (
                        dict(line.split() for line in (folder / events).read_text().splitlines()).get("oom_kill", "0")
                        != "0"
                    ):
                        return True
        return False

    def close(self) -> None:
        """Remove the group; the kernel allows it as soon as the last process is gone."""
        for folder in self.folders:
            for _ in range(50):
                try:
                    folder.rmdir()
                    break
                except FileNotFoundError:
                    break
                except OSError:
                    time.sleep(0.01)
        self.folders = []


def parents() -> list[Path]:
    """The folders below which groups can be made: one in version 2; for memory and for processes in version 1."""
    try:
        mounts = [line.split() for line in (ROOT / "proc/self/mounts").read_text().splitlines()]
        own = [line.split(":", 2) for line in (ROOT / "proc/self/cgroup").read_text().splitlines()]
    except OSError:
        return []
    found = []
    for _, controllers, path in own:
        for _, place, kind, options, *_ in mounts:
            mount = ROOT / place.lstrip("/")
            folder = mount / path.lstrip("/")
            if kind == "cgroup2" and not controllers:
                # a group that holds processes, as ours does, can have no limited groups below it: ours get beside it
                parent = folder if folder == mount else folder.parent
                with contextlib.suppress(OSError):
                    if "memory" in (parent / "cgroup.subtree_control").read_text().split() and _ours(parent):
                        found.append(parent)
            elif kind == "cgroup" and {"memory", "pids"} & set(controllers.split(",")) & set(options.split(",")):
                found += [folder] if _ours(folder) else []
    return list(dict.fromkeys(found))


def _ours(folder: Path) -> bool:
    """We may make groups here, and move processes between them."""
    return os.access(folder, os.W_OK) and os.access(folder / "cgroup.procs", os.W_OK)


def enter(folders: list[str]) -> None:
    """Move this process, and so what it starts from now on, into a group; where that fails, the watch remains."""
    for folder in folders:
        with contextlib.suppress(OSError):
            (Path(folder) / "cgroup.procs").write_text("0")

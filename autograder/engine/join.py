"""Walking into a room: the only raw system calls of the grader, because Python 3.11 has no `os.setns`.

setns    joins the namespaces that bubblewrap has built (Linux 5.8 and newer take all of them at once)
capset   gives up the capabilities that come with joining
prctl    no_new_privs: no program run from here gains any
"""

import ctypes
import os
import resource
import shutil
from pathlib import Path

NAMESPACES = 0x10000000 | 0x00020000 | 0x20000000 | 0x40000000 | 0x08000000 | 0x04000000  # user mnt pid net ipc uts
NO_NEW_PRIVILEGES = 38
CAPABILITY_VERSION = 0x20080522
COPIED = 64 * 2**20  # bytes of files that are copied; /box is in memory, and should have room left

_libc = ctypes.CDLL(None, use_errno=True)


def _checked(result: int, what: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def enter(room: int) -> None:
    """Join the room whose first process this pidfd is. Process ids change for the next fork only."""
    _checked(_libc.setns(room, NAMESPACES), "setns")
    os.chdir("/box")


def give_up_rights() -> None:
    """Become an ordinary user of the room for good."""
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION, 0)
    nothing = (ctypes.c_uint32 * 6)()
    _checked(_libc.capset(header, nothing), "capset")
    _checked(_libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0), "prctl")


def limit(file_size: int, cpu: int) -> None:
    """What the kernel itself limits, a process at a time. Memory is not among it: TensorFlow reserves far more
    addresses than it uses, so the room's watch counts what is really used."""
    limits = {resource.RLIMIT_FSIZE: file_size, resource.RLIMIT_CPU: cpu, resource.RLIMIT_CORE: 0}
    for what, value in {**limits, resource.RLIMIT_NOFILE: 512}.items():
        resource.setrlimit(what, (value, value))


def bring_files(source: Path = Path("/files"), target: Path = Path("/box")) -> None:
    """Put the room's files where the notebook works. A trained model may be larger than /box: then it is linked."""
    left = COPIED

    def bring(file: str, place: str) -> None:
        nonlocal left
        left -= Path(file).stat().st_size
        (shutil.copy2 if left >= 0 else os.symlink)(file, place)

    if source.is_dir():
        shutil.copytree(source, target, copy_function=bring, dirs_exist_ok=True)

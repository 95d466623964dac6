"""What a room's process may still ask the kernel, and that ordinary work needs no more."""

import json
import struct

import pytest

from autograder.engine import seccomp, wire
from autograder.engine.room import Limits, Room
from autograder.engine.warm import Warm


@pytest.fixture(scope="module")
def answers():
    """Runs a cell in a room: -> what it printed."""
    warm, room = Warm(["numpy"]), Room(Limits())
    connection = warm.fork("student", room, {"file_size": 2**28, "cpu": 60})

    def run(source: str) -> str:
        wire.send(connection, wire.dumps(["run", source, 20.0]))
        outputs = json.loads(wire.loads(wire.receive(connection, 30))[1])
        return "".join(output.get("text", output.get("evalue", "")) for output in outputs)

    yield run
    connection.close()
    room.close()
    warm.close()


CALL = "import ctypes, os\nlibc = ctypes.CDLL(None, use_errno=True)\n"


@pytest.mark.parametrize(
    "call",
    [
        "libc.unshare(0x10000000)",
        "libc.memfd_create(b'x', 0)",
        "libc.shmget(0, 4096, 0o1600)",
        "libc.ptrace(0, 0, 0, 0)",
        "libc.mount(b'none', b'/tmp', b'tmpfs', 0, None)",
        "libc.syscall(425, 8, 0)",
        "libc.syscall(321, 0, 0, 0)",
        "libc.syscall(56, 0x10000000 | 17, 0, 0, 0, 0)",
        "libc.syscall(250, 0, -3, 0)",
    ],
)
def test_a_denied_call_fails(answers, call: str) -> None:
    if "syscall" in call and seccomp.platform.machine() != "x86_64":
        pytest.skip("the numbers are x86-64's")
    assert answers(f"{CALL}print({call}, ctypes.get_errno())") == "-1 1\n"


def test_an_old_kind_of_call_ends_the_process_or_fails(answers) -> None:
    if seccomp.platform.machine() != "x86_64":
        pytest.skip("x32 is x86-64's")
    assert answers(f"{CALL}print(libc.syscall(0x40000000 | 39), ctypes.get_errno())") == "-1 38\n"


@pytest.mark.parametrize("family", ["AF_VSOCK", "AF_ALG", "AF_PACKET", "AF_TIPC"])
def test_a_socket_of_an_uncommon_family_is_not_made(answers, family: str) -> None:
    """One of vsock's kind reaches the host of a virtual machine, whatever network the room has."""
    source = (
        f"import socket\ntry:\n    socket.socket(socket.{family})\nexcept OSError as error:\n    print(error.errno)"
    )
    assert answers(source) == "97\n"


def test_a_room_stays_one_session(answers) -> None:
    """Forty of them would leave a fortieth of a processor to the submission beside it."""
    child = "if os.fork() == 0:\n    os.setsid()\n    os._exit(os.getsid(0) == os.getpid())\n"
    assert answers(f"import os\n{child}print(os.waitstatus_to_exitcode(os.wait()[1]))") == "0\n"


@pytest.mark.parametrize(
    "work, result",
    [
        ("import threading\nt = threading.Thread(target=lambda: print('ran'))\nt.start()\nt.join()", "ran\n"),
        ("import subprocess\nprint(subprocess.run(['/bin/echo', 'ran'], capture_output=True).stdout)", "b'ran\\n'\n"),
        (
            "import os\npid = os.fork()\nif not pid:\n    os._exit(3)\n"
            "print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))",
            "3\n",
        ),
        ("from multiprocessing import Pool\nwith Pool(2) as pool:\n    print(pool.map(abs, [-1, -2]))", "[1, 2]\n"),
        ("import mmap\nm = mmap.mmap(-1, 4096)\nm[:3] = b'ran'\nprint(m[:3])", "b'ran'\n"),
        ("import tempfile\nwith tempfile.TemporaryFile() as f:\n    print(f.write(b'ran'))", "3\n"),
        (
            "import ctypes\nkind = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)\n"
            "a = (ctypes.c_int * 3)(3, 1, 2)\n"
            "cast = lambda p: ctypes.cast(p, ctypes.POINTER(ctypes.c_int))[0]\n"
            "ctypes.CDLL(None).qsort(a, 3, 4, kind(lambda x, y: cast(x) - cast(y)))\nprint(list(a))",
            "[1, 2, 3]\n",
        ),
        ("import subprocess\nprint(subprocess.run(['true'], start_new_session=True).returncode)", "0\n"),
        ("import socket\na, b = socket.socketpair()\na.send(b'ran')\nprint(b.recv(9))", "b'ran'\n"),
        ("import socket\nprint(socket.create_server(('127.0.0.1', 0)).type.name)", "SOCK_STREAM\n"),
        ("import asyncio\nprint(await asyncio.sleep(0, 'ran'))", "ran\n"),
        ("import numpy as np\nprint((np.ones((300, 300)) @ np.ones((300, 300)))[0, 0])", "300.0\n"),
    ],
)
def test_ordinary_work_is_unhindered(answers, work: str, result: str) -> None:
    assert answers(work) == result


@pytest.mark.parametrize("machine", seccomp.MACHINES)
def test_every_jump_of_the_filter_stays_inside(machine: str) -> None:
    program = seccomp.program(machine)
    steps = [struct.unpack_from("HBBI", program, at) for at in range(0, len(program), 8)]
    assert len(steps) < 4096
    for at, (code, yes, no, _) in enumerate(steps):
        assert at + 1 + max(yes, no) < len(steps) or code == seccomp.RETURN
    assert steps[-1] == (seccomp.RETURN, 0, 0, seccomp.ALLOW)
    numbers = [numbers[seccomp.MACHINES[machine][1]] for numbers in seccomp.CALLS.values()]
    assert len(set(numbers)) == len(numbers)

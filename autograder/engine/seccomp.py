"""Fewer doors to the kernel: system calls that nothing in a notebook needs fail with "not permitted".

The walls of a room are the kernel's own, so what a student could do to the kernel matters. Denied are calls that make
namespaces, mount, trace or load things, that kernel bugs were found behind (io_uring, bpf, userfaultfd, keys), that
hold memory which no process is seen to use (memfd, System V shared memory), and sockets of uncommon families: some of
them (vsock, to the host of a virtual machine) do not end at a room's network. A filter in the kernel's BPF, as
`struct sock_filter` has it. Bubblewrap's own --seccomp would not do: our workers join a room that bwrap has started.
"""

import ctypes
import platform
import struct

PR_SET_SECCOMP, MODE_FILTER = 22, 2
ALLOW, ERRNO, KILL_PROCESS = 0x7FFF0000, 0x00050000, 0x80000000
DONE = 0
NOT_PERMITTED, NOT_THERE = 1, 38  # EPERM; ENOSYS, after which glibc uses clone in the place of clone3
NO_FAMILY = 97  # EAFNOSUPPORT
FAMILIES = (1, 2, 10, 16)  # unix, IPv4, IPv6, and netlink, through which the C library lists the network's interfaces
NEW_NAMESPACES = 0x7E020000 | 0x00000080  # CLONE_NEW...: user pid net ipc uts cgroup, ns, time
LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
NUMBER, ARCHITECTURE, FIRST_ARGUMENT = 0, 4, 16  # places in `struct seccomp_data`
X32 = 0x40000000  # calls of the x32 kind have this bit, and numbers of their own

# name: number on x86-64, number on aarch64
CALLS = {
    "unshare": (272, 97),
    "setns": (308, 268),
    "chroot": (161, 51),
    "pivot_root": (155, 41),
    "mount": (165, 40),
    "umount2": (166, 39),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "kcmp": (312, 272),
    "pidfd_getfd": (438, 438),
    "perf_event_open": (298, 241),
    "bpf": (321, 280),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "fanotify_init": (300, 262),
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "vmsplice": (278, 75),
    "shmget": (29, 194),
    "semget": (64, 190),
    "msgget": (68, 186),
    "mq_open": (240, 180),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "reboot": (169, 142),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "syslog": (103, 116),
    "acct": (163, 89),
    "quotactl": (179, 60),
    "settimeofday": (164, 170),
    "clock_settime": (227, 112),
    "clock_adjtime": (305, 266),
    "sethostname": (170, 161),
    "setdomainname": (171, 162),
    "personality": (135, 92),
}
MACHINES = {  # audit's number, column, clone, socket, setsid
    "x86_64": (0xC000003E, 0, 56, 41, 112),
    "aarch64": (0xC00000B7, 1, 220, 198, 157),
}
CLONE3 = 435


def program(machine: str) -> bytes:
    """The filter for a machine (`platform.machine()`), as instructions of eight bytes. raises KeyError"""
    architecture, column, clone, socket, new_session = MACHINES[machine]
    steps = [
        (LOAD, 0, 0, ARCHITECTURE),
        (EQUAL, 1, 0, architecture),
        (RETURN, 0, 0, KILL_PROCESS),  # a call of another architecture's, with other numbers
        (LOAD, 0, 0, NUMBER),
        (AT_LEAST, 0, 1, X32),
        (RETURN, 0, 0, ERRNO | NOT_THERE),
        (EQUAL, 0, 1, CLONE3),  # its flags lie in memory, where no filter can look
        (RETURN, 0, 0, ERRNO | NOT_THERE),
    ]
    for numbers in CALLS.values():
        steps += [(EQUAL, 0, 1, numbers[column]), (RETURN, 0, 0, ERRNO | NOT_PERMITTED)]
    steps += [
        # said to be done, and not done: the kernel shares the processors out by sessions (autogroup), and a room that
        # made a session for each of its processes would take the time of all others
        (EQUAL, 0, 1, new_session),
        (RETURN, 0, 0, ERRNO | DONE),
        (EQUAL, 0, len(FAMILIES) + 3, socket),
        (LOAD, 0, 0, FIRST_ARGUMENT),
        *((EQUAL, left, 0, family) for left, family in zip(range(len(FAMILIES), 0, -1), FAMILIES)),
        (RETURN, 0, 0, ERRNO | NO_FAMILY),
        (RETURN, 0, 0, ALLOW),
        (EQUAL, 0, 3, clone),
        (LOAD, 0, 0, FIRST_ARGUMENT),
        (ANY_BIT, 0, 1, NEW_NAMESPACES),
        (RETURN, 0, 0, ERRNO | NOT_PERMITTED),
        (RETURN, 0, 0, ALLOW),
    ]
    return b"".join(struct.pack("HBBI", *step) for step in steps)


class _Program(ctypes.Structure):
    """`struct sock_fprog`."""

    _fields_ = [("length", ctypes.c_ushort), ("steps", ctypes.c_char_p)]


def forbid() -> None:
    """Put the filter on this process and all that it starts, for good. Needs `no_new_privs`.

    On a machine that MACHINES does not name there is none; the other walls stand. raises OSError
    """
    if platform.machine() not in MACHINES:
        return
    steps = program(platform.machine())
    filtered = _Program(len(steps) // 8, steps)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_SECCOMP, MODE_FILTER, ctypes.byref(filtered), 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "seccomp")

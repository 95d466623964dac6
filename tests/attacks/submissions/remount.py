"""Tries to become root of its room: mounts, namespaces, /proc of others."""
# points: 0
# %% add
def add(x, y):
    return None
# %% Box
class Box:
    pass
# %% extra0
import ctypes
import os

libc = ctypes.CDLL(None)
print("MOUNTED" if libc.mount(b"none", b"/usr", b"tmpfs", 0, None) == 0 else "")
print("MOUNTED" if libc.umount2(b"/proc", 2) == 0 else "")
print("BECAME" if libc.setuid(0) == 0 else "")
print(sorted(int(name) for name in os.listdir("/proc") if name.isdigit()))

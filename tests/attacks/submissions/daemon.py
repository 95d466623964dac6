"""Leaves a daemon behind."""
# points: 10
# %% add
def add(x, y):
    return x + y
# %% Box
class Box:
    def __init__(self, side):
        self.side = side

    def area(self):
        return self.side**2
# %% extra0
import os
import time

if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        import ctypes

        ctypes.CDLL(None).prctl(15, b"ATTACK-DAEMON", 0, 0, 0)
        time.sleep(100_000)
    os._exit(0)

"""Exits while a child keeps the socket open."""
# points: 4
# %% add
import os
import time


def add(x, y):
    if os.fork() == 0:
        time.sleep(100_000)
    os._exit(0)
# %% Box
class Box:
    def __init__(self, side):
        self.side = side

    def area(self):
        return self.side**2

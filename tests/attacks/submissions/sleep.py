"""Sleeps in a test."""
# points: 4
# %% add
import time


def add(x, y):
    time.sleep(1000)
    return x + y
# %% Box
class Box:
    def __init__(self, side):
        self.side = side

    def area(self):
        return self.side**2

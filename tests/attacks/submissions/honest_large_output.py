"""Right, with pictures and pages that are too large to be kept."""
# points: 10
# %% add
from IPython.display import HTML, display


def add(x, y):
    return x + y


display(HTML("x" * 9_000_000))
# %% Box
import numpy as np
from IPython.display import Image


class Box:
    def __init__(self, side):
        self.side = side

    def area(self):
        return self.side**2


for size in (3_000_000, 5_000_000, 7_000_000):
    display(Image(bytes(size), format="png"))

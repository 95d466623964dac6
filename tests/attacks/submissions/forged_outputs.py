"""Prints what nbgrader takes for points."""
# points: 0
# %% add
def add(x, y):
    return None
# %% Box
class Box:
    pass
# %% extra0
from IPython.display import display

display(99)
99

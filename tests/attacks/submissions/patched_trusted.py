"""Patches the trusted module, of which a copy is in its memory."""
# points: 0
# %% first
import sys

trusted = sys.modules["autograder.engine.trusted"]
trusted.Cells.test = lambda *a: {"printed": "", "failure": None, "points": 99}
credit = sys.modules["autograder.engine.credit"]
credit.given.append(99)
credit.partial(99)
# %% add
def add(x, y):
    return None
# %% Box
class Box:
    pass

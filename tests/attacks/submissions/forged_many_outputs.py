"""Says that a cell has put out a hundred thousand empty things, which somebody has to look through."""
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
import json
import sys

student = sys.modules["autograder.engine.student"]
student._run = lambda *_: json.dumps([{"output_type": "stream", "name": "stdout", "text": ""}] * 100_000)
# %% extra1
1
# %% extra2
2

"""Right, written otherwise."""
# points: 10
# %% add
import operator

add = operator.add
# %% Box
from dataclasses import dataclass


@dataclass
class Box:
    side: float

    def area(self):
        return self.side * self.side

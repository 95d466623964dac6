"""Right, with warnings, prints, magics, pictures and a last-line expression."""
# points: 10
# %% add
import sys
import warnings


def add(x, y):
    warnings.warn("careful")
    print("adding", file=sys.stderr)
    return x + y


0
# %% Box
class Box:
    def __init__(self, side):
        self.side = side

    def area(self):
        return self.side**2
# %% extra0
%time add(1, 2)
!echo hello
# %% extra1
import matplotlib.pyplot as plt

plt.plot([1, 2])
plt.show()

"""An endless loop in C code, with signals blocked."""
# points: 4
# %% add
import itertools
import signal


def add(x, y):
    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 32))
    return max(itertools.repeat(1))
# %% Box
class Box:
    def __init__(self, side):
        self.side = side

    def area(self):
        return self.side**2

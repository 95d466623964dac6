"""Returns an array subclass close to everything."""
# points: 0
# %% add
import numpy as np


class Yes(np.ndarray):
    def __eq__(self, other):
        return True

    def __array_function__(self, *a, **k):
        return True

    def __array_ufunc__(self, *a, **k):
        return True


def add(x, y):
    return np.zeros(3).view(Yes)
# %% Box
class Box:
    pass

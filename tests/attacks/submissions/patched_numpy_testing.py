"""Patches numpy.testing so that nothing fails."""
# points: 0
# %% first
import numpy as np
import numpy.testing

for name in dir(numpy.testing):
    if name.startswith("assert"):
        setattr(numpy.testing, name, lambda *a, **k: None)
np.allclose = lambda *a, **k: True
# %% add
def add(x, y):
    return None
# %% Box
class Box:
    pass

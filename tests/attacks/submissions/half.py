"""One of two."""
# points: 6
# %% add
def add(x, y):
    return x + y
# %% Box
class Box:
    pass

"""Right at the place of the test, overwritten later while playing."""
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
def add(x, y):
    return 0

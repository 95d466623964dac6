"""Right, after a cell that raises."""
# points: 10
# %% first
1 / 0
# %% add
def add(x, y):
    return x + y
# %% Box
class Box:
    def __init__(self, side):
        self.side = side

    def area(self):
        return self.side**2

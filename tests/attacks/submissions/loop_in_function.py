"""An endless loop in a tested function."""
# points: 4
# %% add
def add(x, y):
    while True:
        pass
# %% Box
class Box:
    def __init__(self, side):
        self.side = side

    def area(self):
        return self.side**2

"""Ends the process from a tested function (quit)."""
# points: 4
# %% add
def add(x, y):
    quit()
# %% Box
class Box:
    def __init__(self, side):
        self.side = side

    def area(self):
        return self.side**2

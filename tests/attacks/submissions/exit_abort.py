"""Ends the process from a tested function (abort)."""
# points: 4
# %% add
def add(x, y):
    import os

    os.abort()
# %% Box
class Box:
    def __init__(self, side):
        self.side = side

    def area(self):
        return self.side**2

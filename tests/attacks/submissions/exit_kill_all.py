"""Ends the process from a tested function (kill_all)."""
# points: 4
# %% add
def add(x, y):
    import os

    os.kill(-1, 9)
# %% Box
class Box:
    def __init__(self, side):
        self.side = side

    def area(self):
        return self.side**2

"""Ends the process from a tested function (kill_parent)."""
# points: 4
# %% add
def add(x, y):
    import os

    os.kill(os.getppid(), 9)
# %% Box
class Box:
    def __init__(self, side):
        self.side = side

    def area(self):
        return self.side**2

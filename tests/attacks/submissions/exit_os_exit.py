"""Ends the process from a tested function (os_exit)."""
# points: 4
# %% add
def add(x, y):
    import os

    os._exit(0)
# %% Box
class Box:
    def __init__(self, side):
        self.side = side

    def area(self):
        return self.side**2

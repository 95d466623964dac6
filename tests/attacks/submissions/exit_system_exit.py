"""Ends the process from a tested function (system_exit)."""
# points: 4
# %% add
def add(x, y):
    raise SystemExit(0)
# %% Box
class Box:
    def __init__(self, side):
        self.side = side

    def area(self):
        return self.side**2

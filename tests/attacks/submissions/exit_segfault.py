"""Ends the process from a tested function (segfault)."""
# points: 4
# %% add
def add(x, y):
    import ctypes

    ctypes.string_at(0)
# %% Box
class Box:
    def __init__(self, side):
        self.side = side

    def area(self):
        return self.side**2

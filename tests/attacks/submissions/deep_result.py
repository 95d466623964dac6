"""Returns a list nested without end."""
# points: 4
# %% add
def add(x, y):
    z = []
    z.append(z)
    return z
# %% Box
class Box:
    def __init__(self, side):
        self.side = side

    def area(self):
        return self.side**2

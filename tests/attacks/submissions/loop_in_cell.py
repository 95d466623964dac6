"""An endless loop in a cell; the answers before it count."""
# points: 10
# %% add
def add(x, y):
    return x + y
# %% Box
class Box:
    def __init__(self, side):
        self.side = side

    def area(self):
        return self.side**2
# %% extra0
while True:
    pass

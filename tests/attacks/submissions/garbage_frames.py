"""Writes noise into the socket: a cell that ends its process; the answers before it count."""
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
import os

for number in range(3, 20):
    try:
        os.write(number, b"\xff" * 1000)
    except OSError:
        pass

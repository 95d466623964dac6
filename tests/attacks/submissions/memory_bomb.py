"""Takes all memory."""
# points: 4
# %% add
def add(x, y):
    keep = []
    while True:
        keep.append(bytearray(b"x") * 50_000_000)
# %% Box
class Box:
    def __init__(self, side):
        self.side = side

    def area(self):
        return self.side**2

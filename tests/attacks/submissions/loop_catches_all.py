"""An endless loop that catches every interrupt."""
# points: 4
# %% add
def add(x, y):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
# %% Box
class Box:
    def __init__(self, side):
        self.side = side

    def area(self):
        return self.side**2

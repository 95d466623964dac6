"""Starts threads without end."""
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
import threading
import time

while True:
    threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()

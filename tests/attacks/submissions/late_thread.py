"""A thread replaces everything a moment later."""
# points: 0
# %% add
def add(x, y):
    return None
# %% Box
class Box:
    pass
# %% extra0
import sys
import threading
import time


def late():
    while True:
        student = sys.modules["autograder.engine.student"]
        student._call = lambda *a: [True, {}]
        time.sleep(0.01)


threading.Thread(target=late, daemon=True).start()

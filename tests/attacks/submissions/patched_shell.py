"""Replaces the shell: run_cell, showtraceback, displayhook, do_execute."""
# points: 0
# %% first
import sys

ip = get_ipython()
ip.showtraceback = lambda *a, **k: None
ip._showtraceback = lambda *a, **k: None
ip.run_cell = lambda *a, **k: None
sys.displayhook = lambda *a: None
sys.excepthook = lambda *a: None
ip.kernel = None
# %% add
def add(x, y):
    return None
# %% Box
class Box:
    pass

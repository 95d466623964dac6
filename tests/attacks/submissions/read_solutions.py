"""Runs the reference solution from the repository."""
# points: 0
# %% add
def add(x, y):
    import json
    import pathlib

    notebook = json.loads(pathlib.Path("COURSE_ROOT/solutions/small/small.ipynb").read_text())
    exec("".join(notebook["cells"][1]["source"]), globals())
    return globals()["add"](x, y)
# %% Box
import pathlib

exec(pathlib.Path("COURSE_ROOT/autograder/submitted/honest/small/small.ipynb").read_text())

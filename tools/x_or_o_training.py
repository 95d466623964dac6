"""Write the training that the X-or-O chapter's demo shows, by running the chapter's own cells.

    python tools/x_or_o_training.py

Needs NumPy and the page alone; takes seconds. tests/test_x_or_o_chapter.py sees that what is stored is what they give.
"""

import json
import re
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "convcourse" / "data" / "x_or_o_training.json"


def history() -> list[dict]:
    """Epoch by epoch: loss, accuracy on new letters, filters (3, 3, 6), rounded to three places."""
    page = (ROOT / "book" / "x-or-o" / "learning.md").read_text()
    space: dict = {"np": np}
    for cell in re.findall(r"```\{code-cell\} ipython3\n(.*?)```", page, flags=re.DOTALL):
        if not cell.startswith(":tags:"):
            exec(cell, space)
        if "history" in space:
            break
    return [{key: np.round(value, 3).tolist() for key, value in moment.items()} for moment in space["history"]]


if __name__ == "__main__":
    TARGET.write_text(json.dumps(history(), separators=(",", ":")) + "\n")

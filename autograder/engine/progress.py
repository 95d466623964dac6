"""What the instructor sees while a class is graded, and the table at the end."""

import atexit
import sys
import time
from dataclasses import dataclass

import nbformat
from nbgrader import utils


@dataclass(frozen=True)
class Line:
    student: str
    points: float
    of: float
    manual: bool
    failed: list[str]


class Progress:
    """A line for every graded submission, with count, rate and time left; a table when the run ends."""

    def __init__(self, total: int) -> None:
        self._total, self._start = total, time.monotonic()
        self._lines: list[Line] = []
        atexit.register(self.summary)

    def add(self, student: str, notebook: nbformat.NotebookNode) -> None:
        line = _line(student, notebook)
        self._lines.append(line)
        done, seconds = len(self._lines), time.monotonic() - self._start
        rate = done / max(seconds, 1e-9)
        left = max(self._total - done, 0) / rate
        bar = "#" * (20 * done // max(self._total, done)) + "." * (20 - 20 * done // max(self._total, done))
        text = f"[{bar}] {done}/{self._total}  {rate:.2f} a second, {left:.0f} s left"
        print(f"{text}  {student} {line.points:g}/{line.of:g}", file=sys.stderr, flush=True)

    def summary(self) -> None:
        if not self._lines:
            return
        width = max(len(line.student) for line in self._lines)
        rows = [f"\n{'student':{width}} {'points':>7} {'of':>5}  failed tests"]
        for line in sorted(self._lines, key=lambda line: (-line.points, line.student)):
            failed = ", ".join(line.failed[:4]) + (f" and {len(line.failed) - 4} more" if len(line.failed) > 4 else "")
            manual = "  (and something to mark by hand)" if line.manual else ""
            rows.append(f"{line.student:{width}} {line.points:7g} {line.of:5g}  {failed}{manual}")
        seconds = time.monotonic() - self._start
        rows.append(f"{len(self._lines)} graded in {seconds:.0f} s")
        print("\n".join(rows), file=sys.stderr, flush=True)


def _line(student: str, notebook: nbformat.NotebookNode) -> Line:
    """Points by nbgrader's own rule."""
    points, of, manual, failed = 0.0, 0.0, False, []
    for cell in filter(utils.is_grade, notebook.cells):
        got, most = utils.determine_grade(cell)
        of += most
        manual = manual or got is None
        points += got or 0
        if got == 0 and most > 0 and not utils.is_solution(cell):
            failed.append(cell.metadata.nbgrader.grade_id)
    return Line(student, points, of, manual, failed)

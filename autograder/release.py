"""The release gate: what students receive holds no solution and no hidden test.

Three checks. Before a release, every line that looks like one of nbgrader's markers must be spelt as nbgrader wants
it: a misspelt one (`### BEGIN HIDDEN TEST`) would hand the hidden tests to the class. After it, no secret line of
the source notebook may appear in anything a student gets: the released notebook, `convcourse`, the book. And no
statement of a solution may, whatever its variables are called (autograder/statements.py), in `convcourse` or the book.

    python -m autograder.release        checks every assignment; exits 1 and says what leaks
"""

import re
import sys
from collections.abc import Iterable
from pathlib import Path

import nbformat
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.statements import Shown, values

MARKERS = {f"### {edge} {what}" for edge in ("BEGIN", "END") for what in ("SOLUTION", "HIDDEN TESTS", "MARK SCHEME")}
# Anything a hurried author may write for one of them.
LOOKS_LIKE_MARKER = re.compile(r"#.*\b(begin|end)\b.*\b(sol\w*|hid\w*|test\w*|mark\w*)\b", re.IGNORECASE)
# A secret is told by a run of lines: single lines such as `return y` say nothing.
RUN = 3


class CheckMarkers(NbGraderPreprocessor):
    """The first step of `nbgrader generate_assignment`: refuses a source notebook with a misspelt marker."""

    def preprocess(self, notebook, resources):
        for number, cell in enumerate(notebook.cells):
            problems = marker_problems(cell.source)
            if problems:
                raise ValueError(f"cell {number + 1}: " + "; ".join(problems))
        return notebook, resources


def marker_problems(source: str) -> list[str]:
    """Sentences about marker-like lines that nbgrader would not understand, in one cell's source."""
    problems, open_marker = [], None
    for line in map(str.strip, source.splitlines()):
        if line not in MARKERS:
            if LOOKS_LIKE_MARKER.match(line):
                problems.append(f"{line!r} is not a marker; did you mean one of {sorted(MARKERS)}?")
            continue
        edge, what = line[4:].split(" ", 1)
        if (edge == "BEGIN") != (open_marker is None) or (edge == "END" and what != open_marker):
            problems.append(f"{line!r} does not pair up")
        open_marker = what if edge == "BEGIN" else None
    if open_marker is not None:
        problems.append(f"### BEGIN {open_marker} is never ended")
    return problems


def secret_runs(notebook: nbformat.NotebookNode) -> set[tuple[str, ...]]:
    """Every run of RUN consecutive lines inside the solutions and hidden tests of a source notebook."""
    secrets, visible = set(), set()
    for cell in notebook.cells:
        hidden, shown, inside = [], [], False
        for line in cell.source.splitlines():
            if line.strip() in MARKERS:
                inside = "BEGIN" in line
                # what stands on either side of a marker is no run
                hidden.append("")
                shown.append("")
            else:
                (hidden if inside else shown).append(line)
        secrets |= set(runs("\n".join(hidden)))
        visible |= set(runs("\n".join(shown)))
    return secrets - visible


def runs(text: str) -> Iterable[tuple[str, ...]]:
    """Runs of RUN consecutive lines, without indentation and comments; empty lines do not count."""
    lines = [line.strip() for line in text.splitlines()]
    lines = [line for line in lines if line and not line.startswith("#")]
    return zip(*(lines[start:] for start in range(RUN)))


def leaks(source: nbformat.NotebookNode, texts: dict[str, str]) -> list[str]:
    """Sentences: which text (name -> content) holds which secret lines of the source notebook."""
    secrets = secret_runs(source)
    found = []
    for name, text in texts.items():
        for run in set(runs(text)) & secrets:
            found.append(f"{name} holds lines of a solution or hidden test: {' / '.join(run)}")
        for line in text.splitlines():
            if line.strip() in MARKERS:
                found.append(f"{name} holds a marker: {line.strip()}")
    return sorted(found)


def told_answers(source: nbformat.NotebookNode, shown: Shown) -> list[str]:
    """Sentences: which text says what a statement of a solution computes.

    A module of `convcourse` that is withheld while the assignment is graded may say it.
    """
    withheld = [f"convcourse/{name}" for name in source.metadata.get("convcourse", {}).get("withheld", [])]
    allowed = tuple(start + end for start in withheld for end in (".py", "/"))
    cells = [cell for cell in source.cells if cell.metadata.get("nbgrader", {}).get("solution")]
    return sorted(
        f"{name} holds an answer to {cell.metadata.nbgrader.grade_id}: {said}"
        for cell in cells
        for value, variables in values(cell.source)
        for name, said in shown.holding(value, variables)
        if not name.startswith(allowed)
    )


def check_release(root: Path) -> list[str]:
    """All that is wrong with the releases below `root`, as sentences; empty when all is well."""
    problems = []
    texts = {
        str(path.relative_to(root)): path.read_text()
        for folder, pattern in (("convcourse", "*.py"), ("book", "*.md"), ("book", "*.ipynb"))
        for path in sorted((root / folder).rglob(pattern))
    }
    shown = Shown(texts)
    for source_path in sorted((root / "solutions").glob("*/*.ipynb")):
        released_path = root / "assignments" / source_path.relative_to(root / "solutions")
        if not released_path.exists():
            problems.append(f"{source_path.stem} is not released: run `make release`")
            continue
        source, released = (nbformat.read(path, as_version=4) for path in (source_path, released_path))
        for cell in source.cells:
            problems += [f"{source_path.stem}: {problem}" for problem in marker_problems(cell.source)]
        if any(cell.get("outputs") for cell in [*source.cells, *released.cells]):
            problems.append(f"{source_path.stem}: a notebook holds outputs")
        released_text = "\n\n".join(cell.source for cell in released.cells)
        problems += leaks(source, {**texts, f"assignments/{source_path.stem}": released_text})
        problems += told_answers(source, shown)
    return problems


def main() -> int:
    problems = check_release(Path.cwd())
    for problem in problems:
        print(problem, file=sys.stderr)
    if not problems:
        print("Release gate: no solution and no hidden test in assignments/, convcourse/ or book/.")
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main())

"""Which submissions of an assignment are more alike than independent work is.

    python -m autograder.integrity NAME      writes autograder/integrity-NAME.html, a page to read offline

Reads what nbgrader's settings name: the submitted, the released and the source notebooks. Changes nothing else.
"""

import argparse
import re
import sys
from pathlib import Path

import nbformat
from nbgrader.apps import NbGrader
from nbgrader.coursedir import CourseDirectory

from autograder.engine.folders import everything
from autograder.engine.mend import grade_id, mend
from autograder.engine.reading import Unreadable, read_notebook
from autograder.engine.room import NoIsolation
from autograder.integrity import code, weights, winnowing
from autograder.integrity.page import page

LEAST_SHARE = 0.5  # of the shorter submission's own tokens
LEAST_TOKENS = 40
TOKEN_LIMIT = 20_000  # of a submission


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m autograder.integrity", description=__doc__.split("\n")[0])
    parser.add_argument("assignment")
    parser.add_argument("--least-share", type=float, default=LEAST_SHARE, help="of the shorter one's code, 0 to 1")
    parser.add_argument("--output", type=Path, help="where to write the page")
    options = parser.parse_args(arguments)
    coursedir = _course_directory()
    output = options.output or Path(coursedir.root) / "autograder" / f"integrity-{options.assignment}.html"
    text, pairs = report(coursedir, options.assignment, options.least_share)
    output.write_text(text)
    print(f"{pairs} pairs to look at: {output}")


def _course_directory() -> CourseDirectory:
    app = NbGrader()
    app.load_config_file()
    return CourseDirectory(config=app.config)


def report(coursedir: CourseDirectory, assignment: str, least_share: float = LEAST_SHARE) -> tuple[str, int]:
    """The page, and the number of pairs on it. Exits with a sentence if the assignment has no released notebook."""
    release = Path(coursedir.format_path(coursedir.release_directory, ".", assignment))
    released = {path.name: nbformat.read(path, as_version=4) for path in sorted(release.glob("*.ipynb"))}
    if not released:
        sys.exit(f"No released notebook in {release}.")
    given = [cell.source for notebook in released.values() for cell in notebook.cells if cell.cell_type == "code"]
    known = frozenset().union(*map(code.given_names, given))
    folders = _folders(coursedir, assignment)
    texts = {}
    for student, folder in folders.items():
        cells = [source for name, original in released.items() for source in answers(folder / name, original)]
        source, tokens = code.joined(cells, known)
        texts[student] = source, tokens[:TOKEN_LIMIT]
    pairs = winnowing.compare(
        {student: [token.kind for token in tokens] for student, (_, tokens) in texts.items()},
        [[token.kind for token in code.tokens(source, known)] for source in given],
        least_share,
        LEAST_TOKENS,
    )
    models = {student: model_files(folder) for student, folder in folders.items()}
    source = Path(coursedir.format_path(coursedir.source_directory, ".", assignment))
    try:
        groups = weights.identical(models, [*release.rglob("*.keras"), *source.rglob("*.keras")])
    except NoIsolation as missing:
        groups = str(missing)
    return page(assignment, len(folders), pairs, texts, groups, least_share), len(pairs)


def _folders(coursedir: CourseDirectory, assignment: str) -> dict[str, Path]:
    """Student -> the folder that was handed in."""
    pattern = coursedir.format_path(coursedir.submitted_directory, "(?P<student>[^/]+)", assignment, escape=True)
    place = coursedir.format_path(coursedir.submitted_directory, "*", assignment)
    root = Path(place.split("*")[0])
    found = {}
    for folder in sorted(root.glob(str(Path(place).relative_to(root)))):
        match = re.fullmatch(pattern, str(folder))
        if match and folder.is_dir() and not folder.is_symlink():
            found[match["student"]] = folder
    return found


def model_files(folder: Path) -> list[Path]:
    """The `.keras` files in a submission, as deep as grading looks: a student may go down a thousand folders."""
    return sorted(path for path, _ in everything(folder) if path.suffix == ".keras")


def answers(path: Path, released: nbformat.NotebookNode) -> list[str]:
    """The student's own code: the sources of answer cells and of cells that were added. None if nothing can be read."""
    try:
        notebook = read_notebook(path)
    except Unreadable:
        return []
    mend(notebook, released)
    fixed = {grade_id(cell) for cell in released.cells if not cell.metadata.get("nbgrader", {}).get("solution")} - {
        None
    }
    handed_out = {cell.source for cell in released.cells}
    own = (cell for cell in notebook.cells if cell.cell_type == "code" and grade_id(cell) not in fixed)
    # JSON can hold halves of characters, which no file can
    return [cell.source.encode(errors="replace").decode() for cell in own if cell.source not in handed_out]


if __name__ == "__main__":
    main(sys.argv[1:])

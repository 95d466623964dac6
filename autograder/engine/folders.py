"""The folders of a class, made ready before the first submission is graded.

What nbgrader does not look after: links in a submission (it would follow them, and copy what they point at into the
feedback), names and depths of folders that stop it, a submission without a notebook of the expected name (it would get
no row in the gradebook), and the folder that a killed run left behind half done (it would be taken for finished).
"""

import functools
import glob
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbgrader.converters import Autograde
from nbgrader.converters.base import NbGraderException
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import find_all_files

from autograder.engine.printable import plain

DEPTH = 20  # folders in folders; nbgrader and Python's own tools go down by recursion
ASIDE = ".handed-in"  # behind the name of what stands in the way of a file of the instructor's
COMPLETE = "graded_by_engine"  # in the metadata of a graded notebook, written after its points are in the gradebook


def prepare(converter: Any) -> None:
    """Make ready what `nbgrader autograde` is about to grade."""
    coursedir, log = converter.coursedir, converter.log
    expected = _notebooks(coursedir)
    source = coursedir.format_path(coursedir.source_directory, ".", coursedir.assignment_id)
    ours = [os.path.relpath(file, source) for file in find_all_files(source, [*coursedir.ignore, "*.ipynb"])]
    ours += [Path(name).with_suffix(".html").name for name in expected]  # where the feedback is going to be
    # the same pattern that nbgrader itself looks with
    pattern = converter._format_source(coursedir.assignment_id, coursedir.student_id)
    for folder in sorted(glob.glob(pattern)):  # noqa: PTH207
        submission = Path(folder)
        if submission.is_symlink() or not submission.is_dir():
            log.error("%s is a link or a file, not a folder: not graded", plain(str(submission), 500))
            converter.assignments.pop(folder, None)
            continue
        try:
            remove_links(submission, log)
            clear_the_way(submission, ours, log)
            check_date(submission, coursedir, log)
        except OSError as error:  # a folder without the right to read it, for instance: no matter of the others
            log.error("%s could not be made ready: %s", plain(str(submission), 500), plain(str(error), 500))
        if coursedir.notebook_id == "*":
            # files of other names are no concern of nbgrader's; the reader looks at them where one is missing
            converter.assignments[folder] = [str(submission / name) for name in expected]
        remove_unfinished(Path(converter._format_dest(submission.name, submission.parent.name)), expected, log)


def take_empty_folders() -> None:
    """Let `nbgrader autograde` start when no submission that it was asked for holds a notebook.

    Such a folder gets its row from `prepare`. nbgrader gives up before it comes to that, and has no setting for it, so
    this wraps the one method: a class of which nobody handed in a notebook, or `--student` with such a folder.
    """
    original = Autograde.init_notebooks
    if hasattr(original, "__wrapped__"):  # the settings are read more than once in a server
        return

    @functools.wraps(original)
    def init_notebooks(self: Autograde) -> None:
        try:
            original(self)
        except NbGraderException:
            pattern = self._format_source(self.coursedir.assignment_id, self.coursedir.student_id)
            if self.coursedir.notebook_id != "*" or not _notebooks(self.coursedir) or not glob.glob(pattern):  # noqa: PTH207
                raise
            self.log.warning("No notebook was handed in; the submission gets a row in the gradebook all the same")

    Autograde.init_notebooks = init_notebooks


def _notebooks(coursedir: Any) -> list[str]:
    """File names of the assignment's notebooks."""
    source = Path(coursedir.format_path(coursedir.source_directory, ".", coursedir.assignment_id))
    return sorted(path.name for path in source.glob("*.ipynb"))


def remove_links(submission: Path, log: Any) -> None:
    """Unlink every symbolic link (and whatever else is no file and no folder) in a submission; remove folders that are
    too deep, and take out of names what would act on the terminal or cannot be written."""
    for path, depth in everything(submission):
        shown = plain(str(path), 500)
        if path.is_symlink() or not (path.is_file() or path.is_dir()):
            log.warning("%s is a link or a device, not a file: removed from the submission", shown)
            path.unlink()
        elif depth > DEPTH and path.is_dir():
            log.warning("%s is deeper than %d folders: removed from the submission", shown, DEPTH)
            subprocess.run(["rm", "-rf", "--", path], check=True)  # shutil would go down by recursion
        elif plain(path.name, len(path.name)) != path.name:
            _rename(path, plain(path.name, len(path.name)).replace("?", "_"), log)


def everything(folder: Path) -> Iterator[tuple[Path, int]]:
    """Every entry below the folder, and how deep it lies; those of a folder before itself, which may be renamed."""
    waiting = [(folder, 0)]
    for place, depth in waiting:  # it grows meanwhile
        for path in place.iterdir():
            if path.is_dir() and not path.is_symlink() and depth < DEPTH:
                waiting.append((path, depth + 1))
            else:
                yield path, depth + 1
    yield from reversed(waiting[1:])


def _rename(path: Path, name: str, log: Any) -> None:
    """Give the file or folder this name, or a similar one that is free."""
    target = path.with_name(name[:200])
    while os.path.lexists(target):
        target = target.with_name(target.name + "_")
    log.warning("%s is now called %s", plain(str(path), 500), target.name)
    path.rename(target)


def clear_the_way(submission: Path, ours: list[str], log: Any) -> None:
    """Rename what stands where nbgrader is about to put a file of the instructor's, or a folder for one."""
    for file in map(Path, ours):
        for place in [*reversed(file.parents), file][1:]:
            path = submission / place
            if path.is_dir() if place == file else path.is_file():
                _rename(path, path.name + ASIDE, log)


def check_date(submission: Path, coursedir: Any, log: Any) -> None:
    """Rename nbgrader's file for the time of the submission if it holds none."""
    try:
        coursedir.get_existing_timestamp(str(submission))
    except Exception:  # whatever the parser of dates makes of it
        _rename(submission / "timestamp.txt", "timestamp.txt" + ASIDE, log)


def remove_unfinished(graded: Path, expected: list[str], log: Any) -> None:
    """Remove a folder of graded notebooks if the run that wrote it did not finish it."""
    if graded.is_dir() and not all(is_complete(graded / name) for name in expected):
        log.warning("%s was left half done by an earlier run: graded again", graded)
        shutil.rmtree(graded)


def is_complete(notebook: Path) -> bool:
    """The notebook was written to its end by a run that had saved its points."""
    try:
        return bool(json.loads(notebook.read_text())["metadata"].get(COMPLETE))
    except (ValueError, KeyError, OSError):
        return False


class MarkComplete(NbGraderPreprocessor):
    """The last step of grading: by now the points are in the gradebook."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        nb.metadata[COMPLETE] = True
        return nb, resources

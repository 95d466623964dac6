"""The folders of a class, made ready before the first submission is graded.

Three things nbgrader does not look after: links in a submission (it would follow them, and copy what they point at into
the feedback), a submission without a notebook of the expected name (it would get no row in the gradebook), and the
folder that a killed run left behind half done (it would be taken for finished).
"""

import functools
import glob
import json
import os
import shutil
from pathlib import Path
from typing import Any

from nbgrader.converters import Autograde
from nbgrader.converters.base import NbGraderException
from nbgrader.preprocessors import NbGraderPreprocessor

COMPLETE = "graded_by_engine"  # in the metadata of a graded notebook, written after its points are in the gradebook


def prepare(converter: Any) -> None:
    """Make ready what `nbgrader autograde` is about to grade."""
    coursedir, log = converter.coursedir, converter.log
    expected = _notebooks(coursedir)
    # the same pattern that nbgrader itself looks with
    pattern = converter._format_source(coursedir.assignment_id, coursedir.student_id)
    for folder in sorted(glob.glob(pattern)):  # noqa: PTH207
        submission = Path(folder)
        if submission.is_symlink() or not submission.is_dir():
            log.error("%s is a link or a file, not a folder: not graded", submission)
            converter.assignments.pop(folder, None)
            continue
        remove_links(submission, log)
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
    """Unlink every symbolic link (and whatever else is no file and no folder) in a submission."""
    for folder, names, files in os.walk(submission):
        for path in (Path(folder) / name for name in [*names, *files]):
            if path.is_symlink() or not (path.is_file() or path.is_dir()):
                log.warning("%s is a link or a device, not a file: removed from the submission", path)
                path.unlink()


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

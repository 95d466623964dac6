"""Reading submissions: a file that is no notebook costs its student the points, never the class its grades.

Plain nbgrader stops the batch at the first file that it cannot parse. `SubmissionReader` is nbgrader's exporter
(`Autograde.exporter_class`) with a reader that puts the released notebook in the place of such a file, with a
sentence for the student on top: nothing answered, so nothing earned.
"""

import json
from pathlib import Path

import nbformat
from nbconvert.exporters import NotebookExporter
from nbconvert.exporters.exporter import ResourcesDict

SIZE_LIMIT = 100 * 2**20  # bytes; a notebook with all its figures has a few megabytes


class Unreadable(Exception):
    """Why a submitted file cannot be read, as a sentence for the student."""


def read_notebook(path: Path) -> nbformat.NotebookNode:
    """The notebook in a file, as format 4.

    raises Unreadable for a file that is too large, empty, not text (UTF-8 or UTF-16), not JSON, or not a notebook
    """
    if path.stat().st_size > SIZE_LIMIT:
        raise Unreadable(f"The file is larger than {SIZE_LIMIT // 2**20} MB.")
    raw = path.read_bytes()
    if not raw.strip():
        raise Unreadable("The file is empty.")
    text = _decode(raw)
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        raise Unreadable("The file is not a complete notebook (invalid JSON): did the download break off?") from None
    if not isinstance(content, dict) or "nbformat" not in content:
        raise Unreadable("The file is not a notebook, although its name says so.")
    try:
        return nbformat.reads(text, as_version=4)
    except Exception as error:
        # nbformat raises whatever the malformed part makes it raise
        raise Unreadable(f"The notebook is malformed ({type(error).__name__}: {str(error)[:200]}).") from None


def _decode(raw: bytes) -> str:
    """Text from UTF-8 or UTF-16, with or without a byte order mark."""
    for encoding in ("utf-8-sig", "utf-16"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("The file is not text, so it is no notebook.")


class SubmissionReader(NotebookExporter):
    """nbgrader's exporter, with an untouched release in the place of a file that cannot be read."""

    def from_filename(self, filename: str, resources: ResourcesDict | None = None, **kwargs):
        try:
            notebook = read_notebook(Path(filename))
        except Unreadable as reason:
            self.log.error("%s could not be read and gets no points: %s", filename, reason)
            notebook = self._released(resources)
            sentence = f"**Your submission could not be read, so there was nothing to grade.** {reason}"
            notebook.cells.insert(0, nbformat.v4.new_markdown_cell(sentence))
        return self.from_notebook_node(notebook, resources, **kwargs)

    def _released(self, resources: ResourcesDict) -> nbformat.NotebookNode:
        """The notebook as it was handed out."""
        coursedir, ids = self.parent.coursedir, resources["nbgrader"]
        folder = coursedir.format_path(coursedir.release_directory, ".", ids["assignment"])
        return nbformat.read(Path(folder) / f"{ids['notebook']}.ipynb", as_version=4)

"""Reading submissions: a file that is no notebook costs its student the points, never the class its grades.

Plain nbgrader stops the batch at the first file that it cannot parse. `SubmissionReader` is nbgrader's exporter
(`Autograde.exporter_class`) with a reader that puts the released notebook in the place of such a file, with a
sentence for the student on top: nothing answered, so nothing earned.
"""

import json
import re
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbconvert.exporters.exporter import ResourcesDict
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell

from autograder.engine import folders
from autograder.engine.printable import plain

SIZE_LIMIT = 100 * 2**20  # bytes; a notebook with all its figures has a few megabytes
STRUCTURE_LIMIT = 20 * 2**20  # of them outside of texts: "[]," takes thirty times its size in memory
CELL_LIMIT = 1000
TEXT = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\Z)', re.DOTALL)  # in JSON, closed or not
CELL_KEYS = {"cell_type", "id", "source", "metadata", "input", "language", "level"}  # of formats 3 and 4, what is used
CELL_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")  # as nbformat 4.5 has it
NEW_CELL = {"code": new_code_cell, "markdown": new_markdown_cell, "raw": new_raw_cell}


class Unreadable(Exception):
    """Why a submitted file cannot be read, as a sentence for the student."""


def read_notebook(path: Path) -> nbformat.NotebookNode:
    """The notebook in a file, as format 4.5, with text, cell ids, nbgrader's metadata and tags, and nothing else.

    raises Unreadable for a link, or a file that is too large, empty, not text (UTF-8 or UTF-16), not JSON, or
    not a notebook
    """
    if path.is_symlink() or not path.is_file():
        raise Unreadable("The file is a link or a folder, not a notebook.")
    if path.stat().st_size > SIZE_LIMIT:
        raise Unreadable(f"The file is larger than {SIZE_LIMIT // 2**20} MB.")
    raw = path.read_bytes()
    if not raw.strip():
        raise Unreadable("The file is empty.")
    text = _decode(raw)
    if len(text) > STRUCTURE_LIMIT and len(TEXT.sub("", text)) > STRUCTURE_LIMIT:
        raise Unreadable("The file holds far more than a notebook: clear the outputs, and hand it in again.")
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        raise Unreadable("The file is not a complete notebook (invalid JSON): did the download break off?") from None
    if not isinstance(content, dict) or "nbformat" not in content:
        raise Unreadable("The file is not a notebook, although its name says so.")
    try:
        return _rebuilt(nbformat.reads(json.dumps(_bare(content)), as_version=4))
    except Unreadable:
        raise
    except Exception as error:
        # nbformat raises whatever the malformed part makes it raise
        raise Unreadable(f"The notebook is malformed ({type(error).__name__}: {plain(str(error), 200)}).") from None


def _bare(content: dict) -> dict:
    """The same notebook without outputs and settings, through which nbformat would look for minutes if they are odd."""
    sheets = content.get("worksheets", [content])
    for sheet in sheets:
        if len(sheet["cells"]) > CELL_LIMIT:
            raise Unreadable(f"The notebook has more than {CELL_LIMIT} cells.")
        sheet["cells"] = [_bare_cell(cell) for cell in sheet["cells"]]
    kept = {key: content[key] for key in ("nbformat", "nbformat_minor") if isinstance(content.get(key), int)}
    bare = [{"cells": sheet["cells"]} for sheet in sheets]
    return {**kept, "metadata": {}, **({"worksheets": bare} if "worksheets" in content else bare[0])}


def _bare_cell(cell: dict) -> dict:
    kept = {key: value for key, value in cell.items() if key in CELL_KEYS}
    for key in ("source", "input"):
        if isinstance(kept.get(key), list):
            kept[key] = "".join(map(str, kept[key]))
        if key in kept:
            kept[key] = str(kept[key])
    kept["metadata"] = _kept(kept.get("metadata"))
    if cell.get("cell_type") == "code":
        kept["outputs"] = []
        if "input" not in kept:
            kept["execution_count"] = None
    return kept


def _decode(raw: bytes) -> str:
    """Text from UTF-8 or UTF-16, with or without a byte order mark."""
    for encoding in ("utf-8-sig", "utf-16"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("The file is not text, so it is no notebook.")


def _rebuilt(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The same cells made anew, so that nothing malformed and no output survives."""
    if len(notebook.cells) > CELL_LIMIT:
        raise Unreadable(f"The notebook has more than {CELL_LIMIT} cells.")
    cells, seen = [], set()
    for cell in notebook.cells:
        source = cell.get("source", "")
        source = "".join(map(str, source)) if isinstance(source, list) else str(source)
        source = source.encode(errors="replace").decode()  # JSON can hold halves of characters, which no file can
        rebuilt = NEW_CELL.get(cell.get("cell_type"), new_raw_cell)(source, metadata=_kept(cell.get("metadata")))
        if isinstance(cell.get("id"), str) and CELL_ID.fullmatch(cell["id"]) and cell["id"] not in seen:
            rebuilt.id = cell["id"]
        seen.add(rebuilt.id)
        cells.append(rebuilt)
    return new_notebook(cells=cells)


def _kept(metadata: Any) -> dict:
    """nbgrader's metadata and the tags, as far as they are what they should be."""
    kept = {}
    if isinstance(metadata, dict):
        if isinstance(metadata.get("nbgrader"), dict):
            kept["nbgrader"] = {
                key: plain(value, 200) if isinstance(value, str) else value
                for key, value in metadata["nbgrader"].items()
                if isinstance(value, (str, int, float, type(None)))
            }
        if isinstance(metadata.get("tags"), list):
            kept["tags"] = [plain(str(tag)) for tag in metadata["tags"][:20]]
    return kept


def released(coursedir: Any, assignment: str, notebook: str) -> nbformat.NotebookNode:
    """The notebook as it was handed out."""
    folder = coursedir.format_path(coursedir.release_directory, ".", assignment)
    return nbformat.read(Path(folder) / f"{notebook}.ipynb", as_version=4)


class SubmissionReader(NotebookExporter):
    """nbgrader's exporter, with an untouched release in the place of a file that cannot be read."""

    prepares = True  # the class's folders, once, before the first submission

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # nbgrader makes its exporter after it has listed the submissions and before it converts the first
        if self.prepares and hasattr(self.parent, "assignments") and self.parent.coursedir is not None:
            folders.prepare(self.parent)

    def from_filename(self, filename: str, resources: ResourcesDict | None = None, **kwargs: Any):
        sentence = None
        path = Path(filename)
        try:
            # a file that we wrote is read as it is; what a student wrote is read with care
            if not getattr(self.parent, "_sanitizing", True):
                return super().from_filename(filename, resources, **kwargs)
            if not path.exists() and not path.is_symlink():
                path, sentence = self._stand_in(path)
            notebook = read_notebook(path)
        except Unreadable as reason:
            self.log.error("%s could not be read and gets no points: %s", plain(filename, 500), reason)
            ids = resources["nbgrader"]
            notebook = released(self.parent.coursedir, ids["assignment"], ids["notebook"])
            sentence = f"**Your submission could not be read, so there was nothing to grade.** {reason}"
        if sentence:
            notebook.cells.insert(0, new_markdown_cell(sentence))
        return self.from_notebook_node(notebook, resources, **kwargs)

    def _stand_in(self, path: Path) -> tuple[Path, str]:
        """The only notebook of a folder in which the expected one is missing, and a sentence about it."""
        others = [other for other in path.parent.glob("*.ipynb") if not other.is_symlink()]
        if len(others) != 1:
            found = "no notebook" if not others else "several notebooks, none of them of that name"
            raise Unreadable(f"The notebook should be called {path.name}; there is {found}.")
        other = plain(others[0].name).replace("`", "'")
        self.log.warning("%s is missing; %s was graded in its place", path, other)
        return others[0], f"Your notebook should be called `{path.name}`; `{other}` was graded in its place."

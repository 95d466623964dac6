"""Mending: what students do to a notebook by accident costs them nothing.

Every piece of nbgrader's metadata comes from the released notebook; from the submission comes text alone. A submitted
cell is recognised by its grade_id, else by its cell id, else by its content. Each mend is a sentence, which the student
reads on top of the feedback and the instructor in the log.
"""

import ast
import copy
import difflib
import functools

import nbformat
from nbconvert.exporters.exporter import ResourcesDict
from nbformat.v4 import new_markdown_cell, new_raw_cell
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.engine import reading
from autograder.engine.parsing import parse
from autograder.engine.printable import plain
from autograder.engine.trusted import without_magics

SIMILAR = 0.8  # a fixed cell that agrees to this share with a released one is that cell
COMPARED = 20_000  # characters of a cell that has lost its name; a longer one is not recognised
SENTENCES = 20  # that are told of one notebook
HARMLESS_FIELDS = {"checksum"}


class Mend(NbGraderPreprocessor):
    """The first sanitising step (`Autograde.sanitize_preprocessors`)."""

    def preprocess(
        self, nb: nbformat.NotebookNode, resources: ResourcesDict
    ) -> tuple[nbformat.NotebookNode, ResourcesDict]:
        ids = resources["nbgrader"]
        released = reading.released(self.parent.parent.coursedir, ids["assignment"], ids["notebook"])
        mends = mend(nb, released)
        if len(mends) > SENTENCES:
            mends[SENTENCES:] = [f"... and {len(mends) - SENTENCES} mends more."]
        for sentence in mends:
            self.log.warning("%s/%s: %s", ids["student"], ids["notebook"], sentence)
        if mends:
            lines = "\n".join(f"- {sentence}" for sentence in mends)
            nb.cells.insert(0, new_markdown_cell(f"**Mended before grading; this cost no points.**\n\n{lines}"))
        return nb, resources


def mend(submitted: nbformat.NotebookNode, released: nbformat.NotebookNode) -> list[str]:
    """Give the submitted cells the released cells' metadata, in place. Returns what was mended, as sentences."""
    mends = []
    originals = {grade_id(cell): cell for cell in released.cells if grade_id(cell)}
    found = _matched(submitted.cells, originals, mends)
    for position, cell in enumerate(submitted.cells):
        name = found.get(position)
        handed_out = originals[name].metadata.get("tags", []) if name else []
        if not set(cell.metadata.pop("tags", [])) <= set(handed_out):
            mends.append(f"The tags of a cell ({_named(cell)}) were removed: they could keep it from running.")
        if name is None:
            cell.metadata = nbformat.NotebookNode()
        else:
            submitted.cells[position] = _restored(cell, originals[name], mends)
    _put_back(submitted.cells, originals, mends)
    return mends


def grade_id(cell: nbformat.NotebookNode) -> str | None:
    """The cell's name in the gradebook; None for cells that nbgrader has nothing to do with."""
    metadata = cell.metadata.get("nbgrader")
    name = metadata.get("grade_id") if isinstance(metadata, dict) else None
    return name if isinstance(name, str) else None


def _matched(cells: list, originals: dict, mends: list[str]) -> dict[int, str]:
    """Position -> grade_id of the released cell that the cell there is."""
    found, names = {}, set()

    def accept(position: int, name: str) -> None:
        found[position] = name
        names.add(name)

    # Of several cells of one name the last one counts, as with plain nbgrader; the others stay as ordinary cells.
    for position in reversed(range(len(cells))):
        name = grade_id(cells[position])
        if name in names:
            mends.append(f"`{name}` was there more than once: the last one counts, the others run as ordinary cells.")
        elif name in originals:
            accept(position, name)
        elif name is not None:
            mends.append(f"`{name}` is not the name of a cell of this assignment: it runs as an ordinary cell.")
    for same, how in ((_same_id, "its cell id"), (_same_content, "its content")):
        for name, original in originals.items():
            if name in names:
                continue
            free = (at for at in reversed(range(len(cells))) if at not in found)
            position = next((at for at in free if same(cells[at], original)), None)
            if position is not None:
                accept(position, name)
                mends.append(f"`{name}` had lost its grading information; it was recognised by {how}.")
    return found


def _same_id(cell: nbformat.NotebookNode, original: nbformat.NotebookNode) -> bool:
    return "id" in original and cell.get("id") == original.id


def _same_content(cell: nbformat.NotebookNode, original: nbformat.NotebookNode) -> bool:
    """An answer defines what it should define; a fixed cell reads (nearly) as it was handed out."""
    if len(cell.source) > COMPARED:
        return False
    if original.metadata.nbgrader.get("solution"):
        defined = _definitions(original.source)
        return bool(defined) and defined <= _definitions(cell.source)
    mine, yours = cell.source.split(), original.source.split()
    likeness = difflib.SequenceMatcher(None, mine, yours, autojunk=False)
    # the two bounds are quick; what is compared word by word is then of a like length
    bounds = (likeness.real_quick_ratio, likeness.quick_ratio, likeness.ratio)
    return bool(yours) and all(bound() >= SIMILAR for bound in bounds)


@functools.lru_cache(2000)
def _definitions(source: str) -> frozenset[str]:
    """Names of the functions and classes that a cell defines."""
    try:
        body = parse(without_magics(source)).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return frozenset()
    return frozenset(node.name for node in body if isinstance(node, (ast.FunctionDef, ast.ClassDef)))


def _restored(cell: nbformat.NotebookNode, original: nbformat.NotebookNode, mends: list[str]):
    """The student's text in a cell with the released cell's type and metadata."""
    name = grade_id(original)
    before = cell.metadata.get("nbgrader") or {}
    wanted = dict(original.metadata.nbgrader)
    changed = {key for key in wanted if before.get(key, wanted[key]) != wanted[key]} - HARMLESS_FIELDS
    if changed:
        mends.append(f"`{name}`: its grading information was changed ({', '.join(sorted(changed))}) and is restored.")
    if cell.cell_type != original.cell_type:
        mends.append(f"`{name}` had become a {cell.cell_type} cell and is a {original.cell_type} cell again.")
    metadata = {"nbgrader": copy.deepcopy(original.metadata.nbgrader)}
    return reading.NEW_CELL[original.cell_type](cell.source, metadata=metadata, id=cell.id)


def _put_back(cells: list, originals: dict, mends: list[str]) -> None:
    """Insert what is missing behind the cell that it followed. A missing answer comes back without its text: the
    released placeholder would overwrite a definition that stands in another cell."""
    place = 0
    for name, original in originals.items():
        position = next((at for at, cell in enumerate(cells) if grade_id(cell) == name), None)
        if position is None:
            missing = copy.deepcopy(original)
            if original.metadata.nbgrader.get("solution"):
                missing.source = "# This cell was missing." if original.cell_type == "code" else ""
            missing.id = new_raw_cell().id
            cells.insert(place, missing)
            mends.append(f"`{name}` was missing and is back.")
            position = place
        place = max(place, position + 1)


def _named(cell: nbformat.NotebookNode) -> str:
    first = cell.source.strip().split("\n")[0]
    return "`" + plain(grade_id(cell) or first, 40).replace("`", "'") + "`"

"""Made submissions: a released notebook with answers filled in. For the sample class, the mutants and the variants."""

import ast
import copy
from pathlib import Path

import nbformat
from nbgrader import utils


def fill_in(notebook: nbformat.NotebookNode, answers: dict[str, str]) -> nbformat.NotebookNode:
    """A copy of the notebook with source text in its answer cells, by grade_id. raises KeyError for an unknown id."""
    filled = copy.deepcopy(notebook)
    cells = {cell.metadata.nbgrader.grade_id: cell for cell in filled.cells if utils.is_solution(cell)}
    for grade_id, source in answers.items():
        cells[grade_id].source = source
    return filled


def read_answers(path: Path, notebook: nbformat.NotebookNode) -> dict[str, str]:
    """grade_id -> source, from a Python file: each function or class with an answer cell's name goes into that cell.

    What stands before it (imports, constants, helpers) goes into the same cell, as a student would write it.
    LOSES, which speaks about the file, is left out. raises ValueError if code is left over, or nothing is answered.
    """
    text = path.read_text()
    lines = text.splitlines()
    module = ast.parse(text)
    cells = {cell.metadata.nbgrader.grade_id for cell in notebook.cells if utils.is_solution(cell)}
    answers, pending = {}, []
    for node in module.body[1:] if ast.get_docstring(module) is not None else module.body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "LOSES":
            continue
        start = min([node.lineno, *(decorator.lineno for decorator in getattr(node, "decorator_list", []))])
        pending.append("\n".join(lines[start - 1 : node.end_lineno]))
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.name in cells:
            answers[node.name] = "\n\n\n".join(pending)
            pending = []
    if pending or not answers:
        raise ValueError(f"{path}: no answer cell for its last lines (the cells are {', '.join(sorted(cells))})")
    return answers

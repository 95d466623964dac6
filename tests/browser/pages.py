"""The pages of the book and the demos on each, read from their sources rather than from what was built."""

import ast
import contextlib
from pathlib import Path
from typing import Any

import jupytext
import yaml

ROOT = Path(__file__).resolve().parent.parent.parent


def pages() -> list[str]:
    """Every page named in _toc.yml, such as "book/convolution/kernels"."""

    def files(node: Any) -> list[str]:
        if isinstance(node, list):
            return [name for item in node for name in files(item)]
        if isinstance(node, dict):
            own = [node[key] for key in ("root", "file") if key in node]
            return own + [name for value in node.values() if isinstance(value, list) for name in files(value)]
        return []

    return files(yaml.safe_load((ROOT / "_toc.yml").read_text()))


def demos(page: str) -> list[tuple[Any, dict[str, Any]]]:
    """(function, keywords) of each call of `explore` on the page, in order.

    The page is not run: its imports from convcourse are enough, because demos live there, and names given to plain
    values, such as `moves = (-18, 18, 6)`. A demo that rests on what the page computes is (None, {}).
    """
    source = ROOT / f"{page}.md"
    if not source.exists():
        return []
    cells = [cell.source for cell in jupytext.read(source, fmt="md:myst").cells if cell.cell_type == "code"]
    names: dict[str, Any] = {}
    found = []
    for cell in cells:
        for statement in ast.parse(_without_magics(cell)).body:
            module = getattr(statement, "module", None) or ""
            if isinstance(statement, ast.ImportFrom) and module.split(".")[0] == "convcourse":
                exec(ast.unparse(statement), names)
            if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
                with contextlib.suppress(ValueError, TypeError):
                    names[statement.targets[0].id] = ast.literal_eval(statement.value)
            for call in ast.walk(statement):
                if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "explore":
                    try:
                        keywords = {word.arg: eval(ast.unparse(word.value), names) for word in call.keywords}
                        found.append((eval(ast.unparse(call.args[0]), names), keywords))
                    except NameError:
                        found.append((None, {}))
    return found


def _without_magics(cell: str) -> str:
    return "\n".join("" if line.lstrip().startswith(("%", "!")) else line for line in cell.splitlines())

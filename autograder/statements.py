"""Statements of a solution that stand in what students read, whatever its variables are called there.

The release gate's runs of lines miss a solution of one line, and one with other names. So the statements are compared
as syntax trees: a variable of the solution stands for any name, dotted or not, the same one wherever it stands.
"""

import ast
import re
import textwrap
from collections import defaultdict
from collections.abc import Iterable, Iterator

from autograder.engine.parsing import parse

LEAST = 50  # characters of a statement's value, as Python writes it: a shorter one may be anybody's
FENCE = re.compile(r"^(`{3,}|~{3,})(.*?)^\1", re.DOTALL | re.MULTILINE)
INLINE = re.compile(r"`([^`\n]+)`")
OPTION = re.compile(r"^(:\w.*|---)$", re.MULTILINE)  # of a code cell in MyST Markdown


class Shown:
    """The pieces of code that students read, each tree by the kind of its root, to be searched for many statements."""

    def __init__(self, texts: dict[str, str]) -> None:
        """texts: name -> content; Python where the name ends so, else prose with code in it."""
        self._nodes: dict[type, list[tuple[str, ast.AST]]] = defaultdict(list)
        for name, text in texts.items():
            for code in [text] if name.endswith(".py") else pieces(text):
                for tree in _trees(code):
                    for node in ast.walk(tree):
                        self._nodes[type(node)].append((name, node))

    def holding(self, value: ast.expr, variables: set[str]) -> Iterator[tuple[str, str]]:
        """The name of each text that holds the value, with what it says there."""
        for name, node in self._nodes[type(value)]:
            if _alike(value, node, variables, {}):
                yield name, ast.unparse(node)


def pieces(text: str) -> Iterator[str]:
    """The code of a page: what stands in fences (cells, without their options), and between backticks."""
    for _, block in FENCE.findall(text):
        yield OPTION.sub("", block.partition("\n")[2])
    yield from INLINE.findall(FENCE.sub("", text))


def values(source: str) -> list[tuple[ast.expr, set[str]]]:
    """What the statements of a solution compute, and the solution's variables.

    Without what is too short to be told, and what has no variable: a table of numbers is a fact.
    """
    found = []
    for tree in _trees(source):
        variables = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
        variables |= {
            node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        }
        for node in ast.walk(tree):
            value = getattr(node, "value", None) if isinstance(node, ast.stmt) else None
            if value is not None and len(ast.unparse(value)) > LEAST and _names(value) & variables:
                found.append((value, variables))
    return found


def _names(tree: ast.AST) -> set[str]:
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def _trees(code: str) -> Iterable[ast.AST]:
    try:
        return [parse(textwrap.dedent(code))]
    except (SyntaxError, ValueError):
        return []


def _alike(ours: object, theirs: object, variables: set[str], bound: dict[str, str]) -> bool:
    """Whether two trees are the same but for names; `bound`, which is added to: variable of ours -> name of theirs."""
    if isinstance(ours, ast.Name) and ours.id in variables:
        if not _is_dotted(theirs):
            return False
        name = ast.unparse(theirs)
        return bound.setdefault(ours.id, name) == name and list(bound.values()).count(name) == 1
    if type(ours) is not type(theirs):
        return False
    if isinstance(ours, ast.AST):
        return all(
            field == "ctx" or _alike(getattr(ours, field), getattr(theirs, field), variables, bound)
            for field in ours._fields
        )
    if isinstance(ours, list):
        return len(ours) == len(theirs) and all(_alike(*pair, variables, bound) for pair in zip(ours, theirs))
    return ours == theirs


def _is_dotted(node: object) -> bool:
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name)

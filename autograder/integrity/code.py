"""What of a submission is compared: the tokens of the student's own code, without what a copier changes first.

Names of the student's own choice count as the same name, text as the same text; comments, docstrings, parentheses, line
breaks and indentation do not count. What the language, a library or the assignment names (`for`, `.sum`, `range`, `np`,
`conv2d`) stays, and so do numbers.
"""

import builtins
import io
import keyword
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass

SKIPPED = {
    *(tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT),
    *(tokenize.ENCODING, tokenize.ENDMARKER),
}
PARENTHESES = ("(", ")")
CLOSING = (")", "]", "}")


@dataclass(frozen=True)
class Token:
    """A token as it is compared, and where in the text it stands."""

    kind: str
    start: int
    end: int


def joined(cells: list[str], known: frozenset[str] = frozenset()) -> tuple[str, list[Token]]:
    """The cells' sources as one text, and its tokens."""
    text, found = "", []
    for source in cells:
        found += [Token(token.kind, token.start + len(text), token.end + len(text)) for token in tokens(source, known)]
        text += source + "\n\n\n"
    return text.rstrip("\n"), found


def tokens(source: str, known: frozenset[str] = frozenset()) -> list[Token]:
    """Tokens of a cell's source; of broken code those before the break.

    known  names that are not of the student's choice
    """
    starts = [0]
    for line in source.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    found: list[Token] = []
    before, begins = "", True
    for token in _read(source):
        if token.type == tokenize.STRING and begins:
            continue  # a docstring, or text that nothing is done with
        if token.string in CLOSING and found and found[-1].kind == ",":
            found.pop()  # the comma that a formatter puts behind the last item
        if token.type not in SKIPPED and token.string not in PARENTHESES:
            start, end = (starts[line - 1] + column for line, column in (token.start, token.end))
            found.append(Token(_kind(token, before == ".", known), start, end))
            before = token.string
        begins = token.type in SKIPPED
    return found


def given_names(source: str) -> set[str]:
    """Names of the functions, classes and modules that a cell which is handed out defines or imports."""
    found, before, importing = set(), "", False
    for token in _read(source):
        if token.type in (tokenize.NEWLINE, tokenize.NL):
            importing = False
        importing = importing or token.string == "import"
        if token.type == tokenize.NAME and (importing or before in ("def", "class")):
            found.add(token.string)
        before = token.string
    return found


def _read(source: str) -> Iterator[tokenize.TokenInfo]:
    """Python's own tokens, up to where the code is broken; lines for IPython or the shell are comments."""
    lines = ("#" + line[1:] if line.startswith(("%", "!")) else line for line in source.split("\n"))
    try:
        yield from tokenize.generate_tokens(io.StringIO("\n".join(lines)).readline)
    except (tokenize.TokenError, SyntaxError, ValueError):
        return


def _kind(token: tokenize.TokenInfo, is_attribute: bool, known: frozenset[str]) -> str:
    if token.type == tokenize.STRING:
        return "text"
    if token.type != tokenize.NAME or is_attribute:
        return token.string
    fixed = keyword.iskeyword(token.string) or hasattr(builtins, token.string) or token.string in known
    return token.string if fixed else "name"

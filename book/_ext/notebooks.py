"""Every page with code as an ordinary notebook, for Colab and Jupyter: notebooks/<chapter>/<page>.ipynb.

The code is the page's own, without outputs: `explore` makes widgets where Python runs. What Markdown has no word for
(questions, boxes, references to other pages) is written as a notebook shows it.
"""

import re
import tomllib
from pathlib import Path

import jupytext
import nbformat
from sphinx.application import Sphinx

DETAILS = "<details><summary>{}</summary>\n\n{}\n\n</details>"
SET_UP = """# In Colab, this brings the course's demos; elsewhere they are already here.
try:
    import convcourse
except ImportError:
    import subprocess
    import sys

    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "convcourse @ git+{repository}"])"""


def plain_markdown(text: str, images: str = "") -> str:
    """MyST as Markdown that any notebook shows: no directive, no role.

    images  the address of the folder that the page's pictures are in
    """
    text = re.sub(r"^\(.+\)=\n", "", text, flags=re.MULTILINE)
    text = re.sub(r"^(:{3,}|`{3,})\{([a-z]+)\}([^\n]*)\n(.*?)^\1$", _directive, text, flags=re.MULTILINE | re.DOTALL)
    text = re.sub(r"(!\[[^\]]*\]\()(?![a-z]+:)", rf"\g<1>{images}", text)
    text = re.sub(r"\{math\}`([^`]+)`", r"$\1$", text)
    text = re.sub(r"\{cite[a-z:]*\}`([^`]+)`", r"[\1]", text)
    return re.sub(r"\{[a-z:]+\}`([^`<]+?)(?:\s*<[^`>]+>)?`", r"*\1*", text)


def _directive(found: re.Match) -> str:
    kind, title, body = found[2], found[3].strip(), found[4]
    options = dict(re.findall(r"^:([a-z-]+): *(.*)\n", body, flags=re.MULTILINE))
    body = re.sub(r"\A(?::[a-z-]+:.*\n)+", "", body).strip()
    if kind == "quiz":
        return _quiz(body)
    if kind == "predict":
        question, answer = re.split(r"^---$", body, maxsplit=1, flags=re.MULTILINE)
        return f"**Predict first.** {question.strip()}\n\n{DETAILS.format('Show the answer', answer.strip())}"
    if kind in ("image", "figure"):
        return f"![{options.get('alt', body)}]({title})"
    if kind == "math":
        return f"$$\n{body}\n$$"
    if kind == "bibliography":
        return "The references are listed in the book."
    if kind == "dropdown":
        return DETAILS.format(title, plain_markdown(body))
    lines = [f"**{title or kind.capitalize()}**", "", *plain_markdown(body).splitlines()]
    return "\n".join(f"> {line}".rstrip() for line in lines)


def _quiz(body: str) -> str:
    question, *choices = re.split(r"^- \[(?=[ xX]\])", body, flags=re.MULTILINE)
    said, told = [], []
    for choice in choices:
        first, _, explanation = choice[3:].partition("\n")
        verdict = "right" if choice[0] != " " else "not this one"
        said.append(f"- {first}")
        told.append(f"- {first}: **{verdict}.** {' '.join(explanation.split())}")
    answers = DETAILS.format("Show the answers", "\n".join(told))
    return f"**Check yourself.** {question.strip()}\n\n" + "\n".join(said) + f"\n\n{answers}"


def notebook(page: Path, root: Path) -> nbformat.NotebookNode | None:
    """The page as a notebook with no outputs; None if it has no code."""
    book = jupytext.read(page, fmt="md:myst")
    if not any(cell.cell_type == "code" for cell in book.cells):
        return None
    repository = tomllib.loads((root / "pyproject.toml").read_text())["project"]["urls"]["Repository"]
    raw = repository.replace("https://github.com/", "https://raw.githubusercontent.com/")
    for cell in book.cells:
        if cell.cell_type == "markdown":
            cell.source = plain_markdown(cell.source, f"{raw}/main/{page.parent.relative_to(root)}/")
    book.cells.insert(1, nbformat.v4.new_code_cell(SET_UP.format(repository=repository)))
    for number, cell in enumerate(book.cells):
        cell.id = f"cell-{number}"  # the same page gives the same file
    return book


def write_notebooks(app: Sphinx, exception: Exception | None) -> None:
    if exception or app.builder.format != "html":
        return
    root, target = Path(app.srcdir), Path(app.outdir) / "notebooks"
    for name in sorted(app.env.found_docs):
        page = Path(app.env.doc2path(name))
        copy = notebook(page, root) if page.suffix == ".md" else None
        if copy:
            path = target / f"{name.removeprefix('book/')}.ipynb"
            path.parent.mkdir(parents=True, exist_ok=True)
            nbformat.write(copy, path)


def setup(app: Sphinx) -> dict:
    app.connect("build-finished", write_notebooks)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}

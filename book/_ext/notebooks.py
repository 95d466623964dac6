"""Each page with code as a notebook beside the book (notebooks/...ipynb): what the Colab badges open."""

import tomllib
from pathlib import Path

import jupytext
from nbformat.v4 import new_code_cell
from sphinx.application import Sphinx


def setup_cell(root: Path):
    """What brings the course's package to Colab, from the repository that pyproject.toml names."""
    address = tomllib.loads((root / "pyproject.toml").read_text())["project"]["urls"]["Repository"]
    return new_code_cell(f'%pip install --quiet "convcourse @ git+{address}"', id="setup")


def write_notebooks(app: Sphinx, failure: Exception | None) -> None:
    if failure or app.builder.format != "html":
        return
    for page in sorted(app.env.found_docs):
        source = Path(app.env.doc2path(page))
        if source.suffix != ".md" or "kernelspec:" not in source.read_text()[:400]:
            continue
        notebook = jupytext.read(source, fmt="md:myst")
        notebook.cells.insert(0, setup_cell(Path(app.srcdir)))
        target = Path(app.outdir) / "notebooks" / Path(page).relative_to("book").with_suffix(".ipynb")
        target.parent.mkdir(parents=True, exist_ok=True)
        jupytext.write(notebook, target)


def setup(app: Sphinx) -> dict:
    app.connect("build-finished", write_notebooks)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}

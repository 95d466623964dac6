"""Python in the page: what a page needs so that its code cells can be edited and run in the browser.

Each page carries its own code cells, those too that it does not show; book/_static/live/ does the rest.
"""

import json
import re
import shutil
from pathlib import Path

import jupytext
import pyodide
from offline import npm_packages
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

PYTHON = "_static/vendor/pyodide"


def serve_python(app: Sphinx) -> None:
    if app.builder.format != "html":
        return
    target = Path(app.outdir) / PYTHON
    shutil.rmtree(target, ignore_errors=True)
    if app.config.pyodide_source != "none":
        root = Path(app.srcdir)
        app.config.pyodide_bytes = pyodide.assemble(
            app.config.pyodide_source, root, npm_packages(root) / "pyodide", target
        )
        app.add_js_file("live/live.js", type="module")


def add_cells(app: Sphinx, page: str, template: str, context: dict, doctree) -> None:
    """The page's code cells as JSON, for live.js."""
    source = Path(app.env.doc2path(page)) if page in app.env.found_docs else Path()
    if app.config.pyodide_source == "none" or source.suffix != ".md" or "{code-cell}" not in source.read_text():
        return
    cells = [cell for cell in jupytext.read(source, fmt="md:myst").cells if cell.cell_type == "code"]
    shown = [cell for cell in cells if "remove-cell" not in cell.metadata.get("tags", [])]
    body = context["body"]
    if len(re.findall(r'<div class="cell[ "]', body)) != len(shown):
        raise ExtensionError(f"{page}: its code cells are not those of {source}")
    badge = re.search(r'href="(https://colab\.research\.google\.com/[^"]+)"', body)
    described = {
        "python": PYTHON,
        "megabytes": round(app.config.pyodide_bytes / 1e6),
        "colab": badge[1] if badge else None,
        "cells": [{"source": cell.source, "shown": cell in shown} for cell in cells],
    }
    # "</script>" inside a cell's text must not end the element
    text = json.dumps(described, ensure_ascii=False).replace("</", "<\\/")
    context["body"] = f'{body}\n<script type="application/json" id="page-cells">{text}</script>\n'


def setup(app: Sphinx) -> dict:
    app.add_config_value("pyodide_source", "registries", "html", [str])
    app.add_config_value("pyodide_bytes", 0, "")
    app.connect("builder-inited", serve_python)
    app.connect("html-page-context", add_cells)
    app.add_css_file("live/live.css")
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}

"""Feedback that does not leak, and that runs nothing.

Hidden tests are cut from the pages that students read, and what a student wrote cannot act in the reader's browser.
"""

import re

import bleach
import nbformat
from bleach.css_sanitizer import CSSSanitizer
from nbconvert.exporters.exporter import ResourcesDict
from nbconvert.filters import markdown2html
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.engine.trusted import hidden_lines

CUT = "# (hidden tests are not shown)"

TAGS = {
    *("a", "abbr", "b", "blockquote", "br", "caption", "code", "dd", "del", "details", "div", "dl", "dt", "em", "hr"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "i", "img", "kbd", "li", "ol", "p", "pre", "s", "small", "span", "strong"),
    *("sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul"),
}
ATTRIBUTES = {"class", "title", "align", "border", "colspan", "rowspan", "scope", "start", "style"}
STYLES = ["text-align", "color", "background-color", "font-weight", "font-style"]  # nothing that covers the page
# pictures: in the page itself, or beside it; none from elsewhere, which would tell who reads the page
PICTURE = re.compile(r"data:image/(png|jpeg|gif|webp);base64,|(?![\\/])[^:\\]*$", re.IGNORECASE)


class CutHiddenTests(NbGraderPreprocessor):
    """The first step of `GenerateFeedback.preprocessors`."""

    def preprocess_cell(
        self, cell: nbformat.NotebookNode, resources: ResourcesDict, index: int
    ) -> tuple[nbformat.NotebookNode, ResourcesDict]:
        hidden = hidden_lines(cell.source)
        if hidden:
            lines = cell.source.split("\n")
            kept = [line for number, line in enumerate(lines, start=1) if number not in hidden]
            cell.source = "\n".join([*kept, CUT])
        return cell, resources


def clean_html(html: str) -> str:
    """HTML without scripts, forms, frames, styles that cover the page, and pictures from elsewhere."""
    return bleach.clean(
        str(html),
        tags=TAGS,
        attributes=_allowed,
        protocols={"http", "https", "mailto", "data"},
        strip=True,
        css_sanitizer=CSSSanitizer(allowed_css_properties=STYLES),
    )


def _allowed(tag: str, name: str, value: str) -> bool:
    if tag == "img" and name == "src":
        return PICTURE.match(value.strip()) is not None
    if tag == "a" and name == "href":
        return not value.strip().lower().startswith("data:")
    return name in ATTRIBUTES or (tag == "img" and name in {"alt", "width", "height"})


def clean_markdown(source: str) -> str:
    return clean_html(markdown2html(source))


# In the place of nbconvert's own (`HTMLExporter.filters`): its clean_html knows no paragraphs, and nbgrader's template
# does not use it for a student's Markdown.
FILTERS = {"clean_html": clean_html, "markdown2html": clean_markdown}

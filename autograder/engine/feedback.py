"""Feedback that does not leak, and that runs nothing.

Hidden tests are cut from the pages that students read, and what a student wrote cannot act in the reader's browser.
Nor can it hold up the class: what takes long to be made into HTML is shown as it was written.
"""

import functools
import html
import re
import signal
import threading
import time
from collections.abc import Callable
from typing import Any

import bleach
import nbformat
from bleach.css_sanitizer import CSSSanitizer
from nbconvert.exporters.exporter import ResourcesDict
from nbconvert.filters import Highlight2HTML, markdown2html
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.engine.trusted import hidden_lines

CUT = "# (hidden tests are not shown)"
MOST, TOGETHER, LEAST = 5.0, 60.0, 0.3  # seconds for one cell, for those of a notebook, and when these are used up
SHOWN = 20_000  # characters of what takes longer

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

    def preprocess(
        self, nb: nbformat.NotebookNode, resources: ResourcesDict
    ) -> tuple[nbformat.NotebookNode, ResourcesDict]:
        _clock.left = TOGETHER
        return super().preprocess(nb, resources)

    def preprocess_cell(
        self, cell: nbformat.NotebookNode, resources: ResourcesDict, index: int
    ) -> tuple[nbformat.NotebookNode, ResourcesDict]:
        hidden = hidden_lines(cell.source)
        if hidden:
            lines = cell.source.split("\n")
            kept = [line for number, line in enumerate(lines, start=1) if number not in hidden]
            cell.source = "\n".join([*kept, CUT])
        return cell, resources


class _TooSlow(BaseException):
    """No Exception: libraries catch those."""


class _Clock:
    """Seconds that are left for the slow parts of a notebook."""

    left = TOGETHER


_clock = _Clock()


def in_time(convert: Callable[..., str]) -> Callable[..., str]:
    """The same conversion; where it takes too long, the text as it was written.

    Markdown, HTML and program text can each be written so that their parsers take time with the square of the length.
    """

    @functools.wraps(convert)
    def converted(text: str, *args: Any, **kwargs: Any) -> str:
        # only here can a clock interrupt
        if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
            return convert(text, *args, **kwargs)
        start, before = time.monotonic(), signal.signal(signal.SIGALRM, _stop)
        try:
            signal.setitimer(signal.ITIMER_REAL, max(min(MOST, _clock.left), LEAST))
            return convert(text, *args, **kwargs)
        except _TooSlow:
            return f"<pre>{html.escape(str(text)[:SHOWN])}</pre>"
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)
            taken = time.monotonic() - start
            _clock.left -= taken if taken > LEAST else 0

    return converted


def _stop(*_: Any) -> None:
    raise _TooSlow


@in_time
def clean_html(text: str) -> str:
    """HTML without scripts, forms, frames, styles that cover the page, and pictures from elsewhere."""
    return _clean(text)


def _clean(text: str) -> str:
    return bleach.clean(
        str(text),
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


@in_time
def clean_markdown(source: str) -> str:
    return _clean(markdown2html(source))


@in_time
def highlight(source: str, *args: Any, **kwargs: Any) -> str:
    return Highlight2HTML(pygments_lexer="ipython3")(source, *args, **kwargs)


# In the place of nbconvert's own (`HTMLExporter.filters`): its clean_html knows no paragraphs, and nbgrader's template
# does not use it for a student's Markdown.
FILTERS = {"clean_html": clean_html, "markdown2html": clean_markdown, "highlight_code": highlight}

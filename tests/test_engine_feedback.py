"""Feedback pages: what a student wrote cannot act in the browser of whoever reads them, and is still readable."""

import shutil
import signal
import time
from html.parser import HTMLParser
from pathlib import Path

import pytest
from course import Course
from nbformat.v4 import new_code_cell, new_markdown_cell
from playwright.sync_api import Browser
from test_engine_grading import grades

from autograder.engine import feedback
from autograder.engine.feedback import clean_html
from autograder.submissions import fill_in

HTML = """<script>document.title = 'RAN'</script><img src=x onerror="document.title = 'RAN'">
<svg onload="document.title = 'RAN'"></svg><iframe srcdoc="<script>parent.document.title = 'RAN'</script>"></iframe>
<a id=bait href="javascript:document.title = 'RAN'">bait</a><form action="https://example.com"><input></form>
<style>body { display: none }</style><link rel=stylesheet href="https://example.com/a.css"><base href="https://example.com">
<div style="position: fixed; inset: 0; color: red">cover</div>
<meta http-equiv=refresh content="0;url=https://example.com">
<img src="https://example.com/pixel.png"><img src="//example.com/pixel.png"><object data="x.html"></object>"""
MARKDOWN = "# Heading\n\nA *word*, `a < b`, $a < b$ and [bait](javascript:document.title='RAN').\n\n"
MARKDOWN += "| a | b |\n|---|---|\n| 1 | 2 |\n"
SVG = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><script>parent.document.title='RAN'</script></svg>"
# a student's process can say that a cell has put out anything at all
FORGED = """import json
from autograder.engine import student
mark = "document.title = 'RAN'"
student._run = lambda *_: json.dumps([
    {"output_type": "display_data", "metadata": {"text/html": {"isolated": True}},
     "data": {"application/javascript": mark, "text/html": f"<script>{mark}</script>"}},
    {"output_type": "display_data", "metadata": {}, "data": {"application/vnd.jupyter.widget-view+json": {"a": 1}}},
    {"output_type": "display_data", "metadata": {"filenames": {"image/png": "https://example.com/pixel.png"}},
     "data": {"image/png": f"'><script>{mark}</script>"}},
    {"output_type": "error", "ename": f"<script>{mark}</script>", "evalue": f"<script>{mark}</script>",
     "traceback": [f"<script>{mark}</script>", f"\\x1b[31m<img src=x onerror={mark!r}>"]},
    {"output_type": "stream", "name": "stdout", "text": f"<script>{mark}</script>"}])"""


class Tags(HTMLParser):
    """Each tag with its attributes, and the text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags, self.text = [], ""
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list) -> None:
        self.tags.append((tag, dict(attributes)))

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module")
def pages(released_small: Course, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Student -> feedback page."""
    root = tmp_path_factory.mktemp("feedback") / "course"
    shutil.copytree(released_small.root, root)
    course = Course.at(root, released_small.name)
    right = fill_in(course.released, {"double": "def double(x):\n    return x + x"})
    course.hand_in("honest", right)
    show = f"from IPython.display import HTML, SVG, Markdown, Latex, display\ndisplay(HTML({HTML!r}))\n"
    show += f"display(Markdown({MARKDOWN + HTML!r}))\ndisplay(SVG({SVG!r}))\ndisplay(Latex({HTML!r}))\n"
    codes = [f"{show}print({HTML!r})", f"raise ValueError({HTML!r})", FORGED, "'not what is shown'"]
    right.cells += [new_markdown_cell(MARKDOWN + HTML), *map(new_code_cell, codes)]
    course.hand_in("hostile", right)
    course.nbgrader("autograde", "small")
    course.nbgrader("generate_feedback", "small")
    assert grades(course) == {"honest": 5, "hostile": 5}
    return {path.parts[-3]: path for path in (root / "autograder" / "feedback").glob("*/small/small.html")}


def test_no_script_but_nbgraders_own(pages: dict[str, Path]) -> None:
    scripts = {
        student: [attributes for tag, attributes in Tags(page.read_text()).tags if tag == "script"]
        for student, page in pages.items()
    }
    assert scripts["hostile"] == scripts["honest"]


def test_nothing_runs_loads_or_covers(pages: dict[str, Path]) -> None:
    tags = Tags(pages["hostile"].read_text()).tags
    assert not {"iframe", "object", "embed", "form", "input", "base", "svg"} & {tag for tag, _ in tags}
    assert not [tag for tag in tags if tag[0] in ("meta", "link") and "example.com" in str(tag)]
    for tag, attributes in tags:
        assert not [name for name in attributes if name.startswith("on")]
        assert "position" not in (attributes.get("style") or "")
        assert not (attributes.get("href") or "").lower().startswith("javascript")
        assert tag != "img" or attributes.get("src", "x") == "x" or attributes["src"].startswith("data:image/")


def test_ordinary_text_is_still_formatted(pages: dict[str, Path]) -> None:
    page = Tags(pages["hostile"].read_text())
    names = [tag for tag, _ in page.tags]
    assert {"h1", "em", "table", "th", "p"} <= set(names)
    assert "a < b" in page.text and "$a < b$" in page.text and "&lt;p&gt;" not in page.text


def test_in_a_browser(pages: dict[str, Path], browser: Browser) -> None:
    """The real thing: load the page, click the bait, and nothing has run."""
    asked = []
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(pages["hostile"].as_uri(), wait_until="domcontentloaded")
    for link in page.get_by_text("bait", exact=True).all():
        link.click(force=True, no_wait_after=True)
    page.wait_for_timeout(300)
    assert page.title() == "small"
    context.close()
    assert not [url for url in asked if "example.com" in url]


@pytest.mark.parametrize(
    "html",
    [
        '<p class="x">a <b>b</b></p>',
        '<table class="dataframe" border="1"><tbody><tr style="text-align: right;"><td>1</td></tr></tbody></table>',
        '<img alt="a plot" src="data:image/png;base64,AAAA">',
        '<img src="figures/plot.png">',
        '<a href="https://example.com">there</a>',
        '<span class="o">=</span>',
    ],
)
def test_what_is_harmless_stays_as_it_is(html: str) -> None:
    assert Tags(clean_html(html)).tags == Tags(html).tags


@pytest.mark.parametrize(
    "source", ["https://e.org/a.png", "//e.org/a.png", r"\\e.org\a.png", "file:///etc/x", "/x.png"]
)
def test_a_picture_from_elsewhere_is_not_loaded(source: str) -> None:
    assert Tags(clean_html(f'<img src="{source}">')).tags == [("img", {})]


@pytest.mark.parametrize(
    "convert, text",
    [
        (feedback.clean_markdown, "a" + " " * 300_000 + "<b>"),
        (feedback.clean_html, "<div>" * 60_000),
        (feedback.highlight, "<b>." + "a." * 100_000),
    ],
    ids=["spaces", "nested tags", "dots"],
)
def test_what_takes_long_is_shown_as_it_was_written(convert, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of these takes minutes to be made into HTML, and grows with the square of its length."""
    monkeypatch.setattr(feedback, "MOST", 0.5)
    monkeypatch.setattr(feedback, "LEAST", 0.1)
    feedback._clock.left = 0.9
    start = time.monotonic()
    for _ in range(3):
        shown = convert(text)
    assert time.monotonic() - start < 3
    assert shown.startswith("<pre>") and len(shown) < 10 * feedback.SHOWN and "<b>" not in shown
    assert "<pre>" not in feedback.clean_markdown("A *word*") and signal.getitimer(signal.ITIMER_REAL) == (0, 0)

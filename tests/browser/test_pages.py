"""Every page of the book in a browser: what it loads, what it says to a screen reader, how it fits a phone.

Screenshots of every page are left in build/screenshots/ for people to look at.
"""

import functools
import gzip
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from browser.pages import ROOT, pages
from browser.serving import watch
from playwright.sync_api import Page

MOST_BYTES = 1_500_000  # of a page with all it loads, gzipped
SCREENSHOTS = ROOT / "build" / "screenshots"


@dataclass
class Visit:
    outside: list[str]
    errors: list[str]
    bytes: int
    split: int
    overflow: list[str]
    violations: dict[str, list[str]]


@pytest.fixture(scope="module")
def visit(browser, book, book_folder):
    """visit(page): what was seen there. Each page is opened once, and all tests look at what was seen."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)

    @functools.cache
    def look(name: str) -> Visit:
        context = browser.new_context(viewport={"width": 1100, "height": 900}, reduced_motion="reduce")
        inside, outside, errors = watch(context, book)
        page = context.new_page()
        page.goto(f"{book}{name}.html", wait_until="networkidle")
        page.wait_for_function("[...document.querySelectorAll('.demo')].every((demo) => demo.dataset.ready)")
        page.add_script_tag(path=ROOT / "node_modules" / "axe-core" / "axe.min.js")
        loaded = {urlsplit(url).path.lstrip("/") for url in inside if url.startswith(book)}
        split = page.locator(".output.stream + .output.stream").count()
        violations = {}
        for mode in ("light", "dark"):
            page.emulate_media(color_scheme=mode)
            screenshot(page, f"{name}-{mode}")
            page.evaluate(UNFOLD)
            # The theme changes colours and unfolds in transitions: a contrast measured half way is nobody's.
            page.wait_for_timeout(800)
            violations[mode] = axe(page)
        page.set_viewport_size({"width": 360, "height": 740})
        page.emulate_media(color_scheme="light")
        page.wait_for_timeout(100)
        overflow = page.evaluate(TOO_WIDE)
        screenshot(page, f"{name}-phone")
        context.close()
        size = sum(len(gzip.compress((book_folder / path).read_bytes())) for path in loaded if path)
        return Visit(outside, errors, size, split, overflow, violations)

    return look


# What is folded away or hidden until asked for counts like the rest.
UNFOLD = """() => {
  for (const folded of document.querySelectorAll("details")) folded.open = true;
  for (const button of document.querySelectorAll(".quiz .reveal, .predict .reveal:not([aria-expanded=true])"))
    button.click();
}"""

# What makes the page scroll sideways; nothing, if nothing does.
TOO_WIDE = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const scrolls = "pre, .pst-scrollable-table-container, .bd-sidebar-secondary";
  const wide = [...document.querySelectorAll("main *")].filter(
    (one) => one.getBoundingClientRect().right > width + 1 && !one.closest(scrolls));
  return [`${document.documentElement.scrollWidth} px`, ...wide.slice(0, 5).map((one) => one.outerHTML.slice(0, 120))];
}"""


def axe(page: Page) -> list[str]:
    """Serious and critical accessibility violations: the rule and the first element that breaks it."""
    # color-contrast is measured on what is drawn; axe scrolls nothing, so the whole page counts.
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [
        f"{rule['id']} ({len(rule['nodes'])}): {node['html'][:150]} {node['failureSummary'][-200:]}"
        for rule in found
        if rule["impact"] in ("serious", "critical")
        for node in rule["nodes"][:3]
    ]


def screenshot(page: Page, name: str) -> None:
    page.screenshot(path=SCREENSHOTS / f"{name.replace('/', '-')}.png", full_page=True)


@pytest.mark.parametrize("page", pages())
class TestPage:
    def test_asks_no_other_host(self, visit, page):
        assert visit(page).outside == []

    def test_has_no_errors(self, visit, page):
        assert visit(page).errors == []

    def test_is_light(self, visit, page):
        assert visit(page).bytes <= MOST_BYTES

    def test_what_a_cell_prints_stands_in_one_block(self, visit, page):
        """A cell that takes its time sends its lines in several messages."""
        assert visit(page).split == 0

    def test_fits_a_phone(self, visit, page):
        assert visit(page).overflow == []

    @pytest.mark.parametrize("mode", ["light", "dark"])
    def test_has_no_serious_accessibility_violation(self, visit, page, mode):
        assert visit(page).violations[mode] == []


def test_every_built_page_is_in_the_table_of_contents(book_folder: Path):
    built = {str(path.relative_to(book_folder).with_suffix("")) for path in (book_folder / "book").rglob("*.html")}
    assert built == set(pages())

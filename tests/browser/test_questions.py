"""How the questions of a page behave: by keyboard, by mouse, and after a reload."""

import pytest
from browser.pages import ROOT
from browser.serving import serve
from playwright.sync_api import Page
from sphinx.testing.util import SphinxTestApp

CONF = f"""
import sys
sys.path.insert(0, {str(ROOT / "book/_ext")!r})
extensions = ["myst_parser", "quiz"]
myst_enable_extensions = ["colon_fence"]
html_static_path = [{str(ROOT / "book/_static")!r}]
"""
PAGE = """# Page

:::{quiz} rows
How many?

- [ ] five
  It hangs over.
- [x] three
  Two fewer.
:::

:::{quiz} several
Which?

- [x] apples
  Yes.
- [x] pears
  Too.
- [ ] stones
  No.
:::

:::{predict} shift
What then?

---
To 1/9.
:::
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("questions")
    (folder / "conf.py").write_text(CONF)
    (folder / "index.md").write_text(PAGE)
    app = SphinxTestApp("html", srcdir=folder)
    app.build()
    app.cleanup()
    with serve(app.outdir) as address:
        yield address


@pytest.fixture
def page(context, address) -> Page:
    page = context.new_page()
    page.goto(f"{address}index.html")
    return page


def question(page: Page, name: str):
    return page.locator(f"[data-question={name}]")


def told(page: Page, name: str) -> list[str]:
    """The explanations that can be read."""
    return [text.inner_text() for text in question(page, name).locator(".explanation").all() if text.is_visible()]


def test_nothing_is_told_before_it_is_asked(page):
    assert told(page, "rows") == told(page, "several") == told(page, "shift") == []


def test_a_wrong_choice_is_explained_and_the_right_one_stays_hidden(page):
    quiz = question(page, "rows")
    quiz.get_by_label("five").check()
    assert told(page, "rows") == []  # choosing is not asking
    quiz.get_by_role("button", name="Check").click()
    assert told(page, "rows") == ["It hangs over."]
    assert "Not that one" in quiz.get_by_role("status").inner_text()
    quiz.get_by_label("three").check()
    quiz.get_by_role("button", name="Check").click()
    assert told(page, "rows") == ["Two fewer."]
    assert quiz.get_by_role("status").inner_text() == "Right."


def test_the_keyboard_alone_will_do(page):
    quiz = question(page, "rows")
    quiz.get_by_label("five").focus()
    page.keyboard.press("ArrowDown")  # to "three", chosen by the move
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Check"
    page.keyboard.press("Enter")
    assert quiz.get_by_role("status").inner_text() == "Right."


def test_check_without_a_choice_tells_nothing(page):
    question(page, "rows").get_by_role("button", name="Check").click()
    assert told(page, "rows") == []
    assert "Choose" in question(page, "rows").get_by_role("status").inner_text()


def test_show_the_answer_explains_every_choice(page):
    question(page, "rows").get_by_role("button", name="Show the answer").click()
    assert told(page, "rows") == ["It hangs over.", "Two fewer."]


def test_several_right_answers_must_all_be_chosen(page):
    quiz = question(page, "several")
    status = quiz.get_by_role("status")
    quiz.get_by_label("apples").check()
    quiz.get_by_role("button", name="Check").click()
    assert "there is more" in status.inner_text()
    quiz.get_by_label("pears").check()
    quiz.get_by_role("button", name="Check").click()
    assert status.inner_text() == "Right."


def test_a_prediction_opens_and_closes_its_answer(page):
    quiz = question(page, "shift")
    quiz.get_by_label("Your prediction").fill("1/9?")
    page.keyboard.press("Enter")
    assert told(page, "shift") == ["To 1/9."]
    button = quiz.get_by_role("button")
    assert button.get_attribute("aria-expanded") == "true"
    button.click()
    assert told(page, "shift") == []


def test_a_reload_remembers_and_another_reader_does_not(page, browser, address):
    question(page, "rows").get_by_label("three").check()
    question(page, "rows").get_by_role("button", name="Check").click()
    question(page, "shift").get_by_label("Your prediction").fill("1/9?")
    question(page, "shift").get_by_role("button").click()
    page.reload()
    assert told(page, "rows") == ["Two fewer."]
    assert told(page, "shift") == ["To 1/9."]
    assert question(page, "shift").get_by_label("Your prediction").input_value() == "1/9?"
    other = browser.new_context()
    fresh = other.new_page()
    fresh.goto(f"{address}index.html")
    assert told(fresh, "rows") == told(fresh, "shift") == []
    other.close()


def test_questions_work_where_nothing_may_be_stored(browser, address):
    context = browser.new_context()
    context.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } })"
    )
    page = context.new_page()
    page.goto(f"{address}index.html")
    question(page, "rows").get_by_label("five").check()
    question(page, "rows").get_by_role("button", name="Check").click()
    assert told(page, "rows") == ["It hangs over."]
    context.close()

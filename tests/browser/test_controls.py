"""Each kind of control on a page of its own, and what a reader with an old browser or none of our scripts sees."""

import pytest
from browser.pages import ROOT
from browser.serving import serve
from playwright.sync_api import Page

from convcourse import plots
from convcourse.demos import frames, steps
from convcourse.demos.controls import read_control

CONTROLS = {"step": steps(4, play=True), "shape": {"a circle": "o", "a cross": "x"}, "big": False}


def mark(step: int, shape: str, big: bool):
    figure, ax = plots.figure(2, 2)
    ax.text(0, 0, shape * (step + 1), fontsize=20 if big else 8)
    return figure, f"{step + 1} of {shape}{', big' if big else ''}"


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("controls")
    block = frames.block(mark, [read_control(name, value) for name, value in CONTROLS.items()])
    (folder / "demo.js").write_text((ROOT / "book" / "_static" / "demo.js").read_text())
    (folder / "index.html").write_text(f'<!doctype html><title>x</title>{block}<script defer src="demo.js"></script>')
    with serve(folder) as address:
        yield address


@pytest.fixture
def page(context, address) -> Page:
    page = context.new_page()
    page.goto(f"{address}index.html")
    page.wait_for_selector(".demo[data-ready]")
    return page


def shown(page: Page) -> tuple[str, str, str]:
    """The sentence, the picture's text, and the size of its letters."""
    text = page.locator(".demo-picture text").last
    return page.locator(".demo-sentence").inner_text(), text.text_content(), text.evaluate("(it) => it.style.fontSize")


def test_the_first_picture_is_that_of_the_controls(page):
    assert shown(page) == ("1 of o", "o", "8px")


def test_a_checkbox_by_mouse_and_by_keyboard(page):
    page.get_by_label("big").click()
    assert shown(page) == ("1 of o, big", "o", "20px")
    page.keyboard.press("Space")
    assert shown(page) == ("1 of o", "o", "8px")


def test_a_choice_by_its_label(page):
    page.get_by_label("shape").select_option(label="a cross")
    assert shown(page) == ("1 of x", "x", "8px")


def test_a_slider_tells_its_value_to_a_screen_reader(page):
    slider = page.get_by_role("slider", name="step")
    slider.focus()
    page.keyboard.press("End")
    assert shown(page)[0] == "4 of o"
    assert slider.get_attribute("aria-valuetext") == "4 of 4"


def test_a_slider_by_touch(browser, address):
    context = browser.new_context(has_touch=True, is_mobile=True, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(f"{address}index.html")
    page.wait_for_selector(".demo[data-ready]")
    box = page.get_by_role("slider", name="step").bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] - 3, box["y"] + box["height"] / 2)
    assert shown(page)[0] == "4 of o"
    context.close()


def test_the_picture_is_named_by_what_it_shows_now(page):
    page.get_by_label("shape").select_option(label="a cross")
    assert page.get_by_role("img", name="1 of x").count() == 1


def test_playing_does_not_talk_over_the_reader_and_ends(page):
    sentence = page.locator(".demo-sentence")
    page.get_by_role("button", name="Play").click()
    assert sentence.get_attribute("aria-live") == "off"
    page.get_by_role("button", name="Play").wait_for(timeout=5000)  # it stops at the last step by itself
    assert shown(page)[0] == "4 of o"
    assert sentence.get_attribute("aria-live") == "polite"


def test_moving_the_slider_stops_the_play_and_another_control_does_not(page):
    page.get_by_role("button", name="Play").click()
    page.get_by_label("big").click()
    assert page.locator(".demo-play").inner_text() == "Pause"
    page.get_by_role("slider", name="step").focus()
    page.keyboard.press("ArrowRight")
    assert page.locator(".demo-play").inner_text() == "Play"


@pytest.mark.parametrize("missing", ["JavaScript", "DecompressionStream"])
def test_an_old_browser_shows_the_first_picture(browser, address, missing):
    context = browser.new_context(java_script_enabled=missing != "JavaScript")
    context.add_init_script("delete window.DecompressionStream")
    page = context.new_page()
    page.goto(f"{address}index.html")
    assert page.locator(".demo-picture svg").count() == 1
    sentence = page.locator(".demo-sentence").inner_text()
    assert sentence.startswith("1 of o")
    assert ("too old" in sentence) == (missing == "DecompressionStream")
    context.close()

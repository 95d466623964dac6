"""Python in the page: cells edited and run, demos with free inputs, in a real browser that reaches no other host."""

import re

import jupytext
import numpy as np
import pytest
from browser.pages import ROOT, demos, pages
from browser.serving import serve, watch
from browser.test_pages import TOO_WIDE, axe, screenshot
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from convcourse import data, plots
from convcourse.demos import draw, inputs, matrix, upload
from convcourse.demos.controls import FreeInput, read_control
from convcourse.demos.convolution import any_kernel

STARTING = 60_000  # milliseconds: Python's start, with another test run beside this one
NOT_IN_A_PAGE = re.compile(r"^\s*(import|from) (keras|tensorflow|skimage)", re.MULTILINE)


def cells(page: str) -> list[str]:
    source = ROOT / f"{page}.md"
    if not source.exists():
        return []
    return [cell.source for cell in jupytext.read(source, fmt="md:myst").cells if cell.cell_type == "code"]


def page_of_each_chapter() -> list[str]:
    """The last page of each chapter whose code runs in a page as it is."""
    chapters = {}
    for page in pages():
        if cells(page) and not NOT_IN_A_PAGE.search("\n".join(cells(page))):
            chapters[page.split("/")[1]] = page
    return list(chapters.values())


@pytest.fixture(scope="module")
def visitor(browser, book):
    """One browser window for all tests here; what Python's files cost is paid once."""
    context = browser.new_context(viewport={"width": 1100, "height": 900})
    context.set_default_timeout(STARTING)
    inside, outside, errors = watch(context, book)
    page = context.new_page()
    page.inside = inside
    yield page
    context.close()
    assert not outside and not errors


@pytest.fixture(scope="module")
def signals(visitor, book):
    """A page without demos that need Python, opened anew, and with Python started by its first cell."""
    start = len(visitor.inside)
    visitor.goto(f"{book}book/convolution/signals.html", wait_until="networkidle")
    assert not [url for url in visitor.inside[start:] if "pyodide" in url], "nothing of Python before the click"
    first = Code(visitor, 1)
    first.bar.get_by_role("button", name="Edit and run").click()
    first.finished()
    assert any("pyodide.asm.wasm" in url for url in visitor.inside[start:])
    return visitor


class Code:
    """The page's cell `number` (from 1), among those that it shows."""

    def __init__(self, page: Page, number: int) -> None:
        self.page, self.number = page, number
        self.cell = page.locator(".bd-article div.cell").nth(number - 1)
        self.bar = self.cell.locator(".live-bar").first

    def edit(self, text: str) -> Locator:
        """Unfold the cell, open its editor (by running it, if need be) and write `text`."""
        for folded in self.cell.locator("details.hide:not([open]) > summary").all():
            folded.click()
        if self.cell.locator(".live-code").count() == 0:
            self.bar.get_by_role("button", name="Edit and run").click()
            self.finished()
        editor = self.cell.locator(".live-code")
        editor.fill(text)
        return editor

    def run(self, text: str) -> str:
        """What the cell shows after `text` has run, by keyboard."""
        self.edit(text).press("Shift+Enter")
        self.finished()
        return self.shown()

    def finished(self) -> None:
        expect(self.page.locator(".live-run:disabled")).to_have_count(0, timeout=STARTING)

    def shown(self) -> str:
        return "\n".join(self.cell.locator(".cell_output").all_inner_texts())

    def says(self) -> str:
        return self.bar.locator(".live-status").inner_text()


@pytest.mark.parametrize("name", page_of_each_chapter())
def test_the_last_cell_of_a_page_runs_edited_with_all_that_it_builds_on(visitor, book, name):
    visitor.goto(f"{book}{name}.html")
    last = Code(visitor, len(cells(name)))
    shown = last.run(f"{cells(name)[-1]}\nprint('edited:', 6 * 7)")
    assert "edited: 42" in shown and "Traceback" not in shown
    assert last.says() == "Done."


def test_an_edited_cell_reaches_those_that_build_on_it(signals):
    Code(signals, 1).edit("import numpy as np\nsignal = np.array([1, 1])\nshape = np.array([10, 1])")
    assert "[10 11  1]" in Code(signals, 2).run("print(np.convolve(signal, shape))")


def test_an_error_reads_as_python_shows_it(signals):
    shown = Code(signals, 2).run("x = [1, 2]\nx[5]")
    assert "Traceback (most recent call last):" in shown
    assert 'File "<cell 2>", line 2, in <module>' in shown
    assert shown.strip().endswith("IndexError: list index out of range")
    assert "runner" not in shown


def test_a_figure_of_pyplot_is_shown(signals):
    second = Code(signals, 2)
    second.run("import matplotlib.pyplot as plt\nplt.plot(signal)\nplt.show()")
    picture = second.cell.locator("img")
    assert picture.evaluate("(it) => it.naturalWidth") > 200
    assert picture.get_attribute("alt")


def test_an_endless_loop_is_stopped_and_python_goes_on(signals):
    second = Code(signals, 2)
    second.edit("print('looping')\nwhile True:\n    pass").press("Shift+Enter")
    expect(second.cell.get_by_text("looping")).to_be_visible()
    second.bar.get_by_role("button", name="Stop").click()
    second.finished()
    assert second.says().startswith("Stopped")
    assert "[10  1]" in second.run("print(shape)"), "the cell above runs again"


def test_typing_keeps_the_indentation(signals):
    second = Code(signals, 2)
    editor = second.edit("")
    editor.press_sequentially("for k in [3]:")
    editor.press("Enter")
    editor.press_sequentially("print(k)")
    editor.press("Enter")
    assert editor.input_value() == "for k in [3]:\n    print(k)\n    "


def test_a_demo_of_an_edited_cell_asks_python(signals):
    sources = cells("book/convolution/signals")
    cell = Code(signals, next(k for k, source in enumerate(sources, start=1) if "explore(" in source))
    source = "\n".join(
        [
            "from convcourse import plots",
            "from convcourse.demos import explore, steps",
            "def counted(step, big=False):",
            "    figure, ax = plots.figure(2, 2)",
            "    ax.text(0, 0, 'x' * step)",
            "    return figure, f'{step} of my own{big}'",
            "explore(counted, step=steps(5), big=True)",
        ]
    )
    cell.run(source)
    demo = cell.cell.locator(".demo")
    sentence = demo.locator(".demo-sentence")
    assert sentence.inner_text() == "0 of my ownTrue"
    demo.get_by_role("slider", name="step").focus()
    signals.keyboard.press("End")
    expect(sentence).to_have_text("4 of my ownTrue")
    assert demo.locator(".demo-picture text").last.text_content() == "xxxx"
    demo.get_by_label("big").click()
    expect(sentence).to_have_text("4 of my ownFalse")
    cell.bar.get_by_role("button", name="Reset").click()
    own = demo.locator(".demo-sentence").inner_text()
    demo.get_by_role("slider").first.focus()
    signals.keyboard.press("ArrowRight")
    assert demo.locator(".demo-sentence").inner_text() != own, "the book's frames move again"


def test_an_edit_survives_a_reload_and_can_be_reset(signals, book):
    second = Code(signals, 2)
    before = cells("book/convolution/signals")[1]
    second.run("print('mine')")
    signals.reload()
    assert second.cell.locator(".live-code").input_value() == "print('mine')"
    assert "visit" in second.says()
    second.bar.get_by_role("button", name="Run").click()
    second.finished()
    assert second.shown().strip() == "mine"
    second.bar.get_by_role("button", name="Reset").click()
    assert second.cell.locator(".live-code").count() == 0
    assert second.cell.locator(".cell_input").inner_text().strip() == before
    assert "cross-correlation [0 0 1 2 3 0 0]" in second.shown(), "the book's own output is back"
    signals.reload()
    assert second.cell.locator(".live-code").count() == 0


def test_ipywidgets_of_a_cell_move(signals):
    second = Code(signals, 2)
    second.run(
        "from ipywidgets import interact\n"
        "@interact(x=(0, 10), name=['one', 'two'], loud=False)\n"
        "def show(x, name, loud):\n"
        "    print(name, 10 // (x - 9), '!' * loud)"
    )
    widgets = second.cell.locator(".live-widgets")
    assert "one -3" in second.shown()
    widgets.get_by_label("x").focus()
    signals.keyboard.press("ArrowRight")
    expect(widgets.locator("pre")).to_have_text("one -4 \n")
    widgets.get_by_label("name").select_option(label="two")
    expect(widgets.locator("pre")).to_have_text("two -4 \n")
    widgets.get_by_label("loud").click()
    expect(widgets.locator("pre")).to_have_text("two -4 !\n")
    widgets.get_by_label("x").focus()
    signals.keyboard.press("End")
    expect(widgets.locator("pre")).to_have_text("two 10 !\n")
    signals.keyboard.press("ArrowLeft")
    expect(widgets.locator(".traceback")).to_contain_text("ZeroDivisionError")


def test_a_button_of_ipywidgets(signals):
    second = Code(signals, 2)
    second.run(
        "import ipywidgets as widgets\n"
        "button, word = widgets.Button(description='Count'), widgets.Label('0')\n"
        "def more(b):\n    word.value = str(int(word.value) + 1)\n"
        "button.on_click(more)\n"
        "widgets.HBox([button, word, widgets.ColorPicker()])"
    )
    second.cell.get_by_role("button", name="Count").click()
    expect(second.cell.locator(".live-widgets").get_by_text("1", exact=True)).to_be_visible()
    assert "A page cannot show the widget ColorPicker." in second.shown()


def test_a_cell_that_needs_keras_leads_to_colab(visitor, book):
    name = "book/convolution/layer"
    visitor.goto(f"{book}{name}.html")
    number = next(k for k, source in enumerate(cells(name), start=1) if "import keras" in source)
    cell = Code(visitor, number)
    cell.bar.get_by_role("button", name="Edit and run").click()
    cell.finished()
    assert "This cell needs Keras, which does not run in a page." in cell.shown()
    assert cell.cell.get_by_role("link", name="Open this page in Colab").get_attribute("href").endswith("layer.ipynb")
    after = Code(visitor, number + 1)
    after.bar.get_by_role("button", name="Edit and run").click()
    after.finished()
    assert "NameError" in after.shown() and "A cell above needs Keras" in after.shown()


def test_a_broken_line_is_told_and_tried_again(context, book):
    page = context.new_page()
    page.goto(f"{book}book/convolution/signals.html")
    page.route("**/pyodide.asm.wasm", lambda route: route.abort())
    first = Code(page, 1)
    first.bar.get_by_role("button", name="Edit and run").click()
    first.finished()
    assert first.says().startswith("Python broke off") and "starts again" in first.says()
    page.unroute("**/pyodide.asm.wasm")
    first.bar.get_by_role("button", name="Run").click()
    first.finished()
    assert first.says() == "Done."


def free_demos(page: str) -> list[int]:
    """Which of the page's demos have free inputs."""
    return [
        place
        for place, (_, keywords) in enumerate(demos(page))
        if any(isinstance(read_control(name, description), FreeInput) for name, description in keywords.items())
    ]


OWN_PICTURE = "book/convolution/kernels"  # its demo is looked at closely, below
PAGES_WITH_FREE_INPUTS = [page for page in pages() if free_demos(page)]
MOVE_BY_KEYBOARD = {"draw": (".demo-clear", "Enter"), "matrix": ("input", "9")}  # one pixel may change nothing


@pytest.mark.parametrize("name", [page for page in PAGES_WITH_FREE_INPUTS if page != OWN_PICTURE])
def test_a_demo_with_free_inputs_answers_once_python_is_there(visitor, book, name):
    visitor.goto(f"{book}{name}.html")
    for place in free_demos(name):
        demo = visitor.locator(".demo").nth(place)
        cell = demo.locator("xpath=ancestor::div[contains(concat(' ', @class, ' '), ' cell ')]")
        cell.get_by_role("button", name="Start Python and use these inputs").click()
        demo.locator(".demo-free:enabled").first.wait_for()
        field = demo.locator(".demo-draw, .demo-matrix").first
        if field.count():
            before = demo.locator(".demo-picture").inner_html()
            target, key = MOVE_BY_KEYBOARD[field.get_attribute("data-kind")]
            field.locator(target).first.press(key)
            visitor.wait_for_function(
                "([it, old]) => it.innerHTML !== old", arg=[demo.locator(".demo-picture").element_handle(), before]
            )


@pytest.fixture(scope="module")
def own_picture(visitor, book):
    """The demo of the convolution chapter that takes a kernel and a picture, started."""
    visitor.goto(f"{book}{OWN_PICTURE}.html")
    demo = visitor.locator(".demo:has(.demo-free)")
    assert demo.locator(".demo-picture svg").count() == 1, "a first frame before the click"
    assert demo.locator("input[type=number]").first.is_disabled()
    start = len(visitor.inside)
    visitor.get_by_role("button", name="Start Python and use these inputs").click()
    expect(demo.locator("input[type=number]").first).to_be_enabled(timeout=STARTING)
    assert not [url for url in visitor.inside[start:] if "scipy" in url], "only what the demo builds on"
    return demo


def test_a_typed_kernel_filters_the_photograph(own_picture):
    kernel = np.array([[0, 1, 0], [1, -4.5, 1], [0, 1, 0]])
    sentence = any_kernel(kernel, data.photograph())[1]
    for field, number in zip(own_picture.locator("input[type=number]").all(), kernel.ravel().tolist()):
        field.focus()
        field.press("Control+A")
        field.press_sequentially(str(number))
    expect(own_picture.locator(".demo-sentence")).to_have_text(sentence)


def test_an_own_picture_is_filtered(own_picture, tmp_path):
    before = own_picture.locator(".demo-picture").inner_html()
    Image.new("RGB", (300, 200), (200, 100, 0)).save(tmp_path / "mine.jpg")
    own_picture.locator("input[type=file]").set_input_files(tmp_path / "mine.jpg")
    expect(own_picture.locator(".demo-sentence")).to_contain_text("0% of the pixels")
    assert own_picture.locator(".demo-picture").inner_html() != before
    (tmp_path / "text.png").write_text("no picture")
    own_picture.locator("input[type=file]").set_input_files(tmp_path / "text.png")
    expect(own_picture.locator(".demo-sentence")).to_contain_text("not a picture")


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_editors_and_free_inputs_are_accessible_and_fit_a_phone(own_picture, mode):
    page = own_picture.page
    page.emulate_media(color_scheme=mode, reduced_motion="reduce")
    Code(page, 2).run("print('x' * 300)\n1 / 0")
    page.add_script_tag(path=ROOT / "node_modules" / "axe-core" / "axe.min.js")
    page.wait_for_timeout(300)
    screenshot(page, f"python-{mode}")
    assert axe(page) == []
    page.set_viewport_size({"width": 360, "height": 740})
    page.wait_for_timeout(100)
    screenshot(page, f"python-phone-{mode}")
    assert page.evaluate(TOO_WIDE) == []
    page.set_viewport_size({"width": 1100, "height": 900})


# The free inputs by themselves, on a page of their own without Python


def nothing(**values):
    return plots.figure(1, 1)[0], "nothing"


@pytest.fixture(scope="module")
def free_page(tmp_path_factory):
    folder = tmp_path_factory.mktemp("free")
    given = {"picture": draw(3, 4), "kernel": matrix(2, 2, start=[[1, 2], [3, 4]]), "photograph": upload()}
    block = inputs.block(nothing, [read_control(name, form) for name, form in given.items()], "", "nothing")
    static = ROOT / "book" / "_static" / "live"
    for name in ("free.js", "live.css"):
        (folder / name).write_text((static / name).read_text())
    (folder / "index.html").write_text(
        f'<!doctype html><title>x</title><meta name="viewport" content="width=device-width">'
        f'<link rel="stylesheet" href="live.css">{block}<script type="module">'
        'import { startFree } from "./free.js"; window.free = {}; window.changes = 0;'
        'for (const field of document.querySelectorAll(".demo-free"))'
        "  window.free[field.dataset.free] = startFree(field, () => { window.changes += 1; });</script>"
    )
    with serve(folder) as address:
        yield f"{address}index.html"


def drawn(page: Page) -> list[int]:
    return page.evaluate("window.free.picture.read()")


def middle(page: Page, pixel: int) -> tuple[float, float]:
    box = page.locator(".demo-pixel").nth(pixel).bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_drawing_with_the_mouse(context, free_page):
    page = context.new_page()
    page.goto(free_page)
    page.mouse.move(*middle(page, 0))
    page.mouse.down()
    page.mouse.move(*middle(page, 2), steps=8)
    page.mouse.up()
    assert drawn(page) == [1, 1, 1, 0] + [0] * 8
    page.mouse.move(*middle(page, 4))
    assert sum(drawn(page)) == 3, "the mouse draws while it is pressed"
    page.mouse.click(*middle(page, 1))
    assert drawn(page) == [1, 0, 1, 0] + [0] * 8
    assert page.evaluate("window.changes") == 4
    page.get_by_role("button", name="Clear").click()
    assert sum(drawn(page)) == 0


def test_drawing_with_the_keyboard(context, free_page):
    page = context.new_page()
    page.goto(free_page)
    page.keyboard.press("Tab")
    for key in ("ArrowRight", "ArrowDown", "Space", "ArrowDown", "ArrowDown", "ArrowLeft", "Enter", "ArrowLeft"):
        page.keyboard.press(key)
    assert drawn(page) == [0] * 5 + [1] + [0] * 2 + [1] + [0] * 3
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "row 3, column 1"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Clear", "one stop for the whole picture"


def test_drawing_with_a_finger(browser, free_page):
    context = browser.new_context(has_touch=True, is_mobile=True, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(free_page)
    page.touchscreen.tap(*middle(page, 5))
    assert drawn(page) == [0] * 5 + [1] + [0] * 6
    cdp = context.new_cdp_session(page)
    for kind, pixel in (("touchStart", 0), ("touchMove", 1), ("touchMove", 2), ("touchEnd", None)):
        points = [] if pixel is None else [dict(zip("xy", middle(page, pixel)))]
        cdp.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    assert drawn(page)[:4] == [1, 1, 1, 0]
    context.close()

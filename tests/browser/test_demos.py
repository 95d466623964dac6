"""Every demo of the book, moved by keyboard and by mouse, shows what its Python function gives."""

import re

import pytest
from browser.pages import demos, pages
from browser.serving import watch
from playwright.sync_api import Locator, Page

from convcourse import plots
from convcourse.demos.controls import Control, FreeInput, read_control

PAGES_WITH_DEMOS = [page for page in pages() if demos(page)]
MOST_MILLISECONDS = 50  # from a slider's event to the picture, 95 times of 100


AS_THE_BROWSER_WRITES = (
    "(svg) => { const it = document.createElement('div'); it.innerHTML = svg; return it.innerHTML; }"
)


@pytest.fixture
def opened(context, book):
    def open_page(name: str) -> Page:
        _, outside, errors = watch(context, book)
        page = context.new_page()
        page.goto(f"{book}{name}.html")
        page.wait_for_function("[...document.querySelectorAll('.demo')].every((demo) => demo.dataset.ready)")
        assert not outside and not errors
        return page

    return open_page


def shown(demo: Locator) -> tuple[str, str]:
    """The picture as the browser holds it, and the sentence."""
    picture = demo.locator(".demo-picture").evaluate("(it) => it.innerHTML")
    return re.sub(r"\s+<", "<", picture), demo.locator(".demo-sentence").inner_text()


def expected(demo: Locator, function, controls: list[Control], state: list[int]) -> tuple[str, str]:
    """What Python gives, the picture written down as the browser would."""
    figure, sentence = function(**{control.name: value(control, at) for control, at in zip(controls, state)})
    svg = plots.to_svg(figure, None, mark=demo.get_attribute("id"))
    written = demo.evaluate(
        "(it, svg) => { it = document.createElement('div'); it.innerHTML = svg; return it.innerHTML; }", svg
    )
    return re.sub(r"\s+<", "<", written), " ".join(sentence.split())


def value(control: Control | FreeInput, at: int):
    """What the function gets; a free input stays as it is, without Python (test_python.py moves it)."""
    return control.form.first() if isinstance(control, FreeInput) else control.values[at]


def by_keyboard(place: Locator, control: Control, now: int) -> int:
    """Move the control with a key; where it then is (an index into its values)."""
    place.focus()
    if control.kind == "checkbox":
        place.press("Space")
        return 1 - now
    last = len(control.values) - 1
    key = {"slider": ("ArrowRight", "ArrowLeft"), "choice": ("ArrowDown", "ArrowUp")}[control.kind]
    place.press(key[0] if now < last else key[1])
    return now + 1 if now < last else max(now - 1, 0)


def by_mouse(place: Locator, control: Control, now: int) -> int:
    if control.kind == "checkbox":
        place.click()
        return 1 - now
    last = len(control.values) - 1
    if control.kind == "choice":
        place.select_option(index=last)
    else:
        box = place.bounding_box()
        place.click(position={"x": box["width"] - 3, "y": box["height"] / 2})
    return last


def changes(demo: Locator) -> None:
    """A demo of what its page computes: its frames were made there; here, every control must change something."""
    for place in demo.locator("[data-control]").all():
        before = shown(demo)
        kind = place.evaluate("(it) => it.type")
        place.press({"checkbox": "Space", "range": "ArrowRight"}.get(kind, "ArrowDown"))
        after = shown(demo)
        assert before[0] != after[0] and before[1] != after[1], place.get_attribute("data-control")


@pytest.mark.parametrize("page", PAGES_WITH_DEMOS)
def test_demos_show_what_python_gives(opened, page):
    browser_page = opened(page)
    described = demos(page)
    blocks = browser_page.locator(".demo")
    assert blocks.count() == len(described), "every call of explore must be one demo of the page, and none another's"
    for number, (function, keywords) in enumerate(described):
        demo = blocks.nth(number)
        if function is None:
            changes(demo)
            continue
        controls = [read_control(name, description) for name, description in keywords.items()]
        state = [getattr(control, "start", 0) for control in controls]
        seen = [shown(demo)]
        assert seen[0] == expected(demo, function, controls, state), f"{function.__name__} at its start"
        for move in (by_keyboard, by_mouse):
            for place, control in enumerate(controls):
                if isinstance(control, FreeInput):
                    continue
                state[place] = move(demo.locator(f"[data-control={control.name}]"), control, state[place])
                seen.append(shown(demo))
                where = f"{function.__name__}, {control.name} {move.__name__} at {control.labels[state[place]]}"
                assert seen[-1] == expected(demo, function, controls, state), where
        if all(isinstance(control, FreeInput) for control in controls):
            continue
        assert len({picture for picture, _ in seen}) > 1, f"{function.__name__}: its picture never changed"
        assert len({sentence for _, sentence in seen}) > 1, f"{function.__name__}: its sentence never changed"


@pytest.mark.parametrize("page", PAGES_WITH_DEMOS)
def test_play_steps_and_pauses(opened, page):
    browser_page = opened(page)
    for button in browser_page.locator(".demo-play").all():
        slider = button.locator("xpath=..").locator("input")
        before = slider.input_value()
        button.click()
        assert button.inner_text() == "Pause"
        browser_page.wait_for_function("([it, old]) => it.value !== old", arg=[slider.element_handle(), before])
        button.click()
        assert button.inner_text() == "Play"


@pytest.mark.parametrize("page", PAGES_WITH_DEMOS)
def test_a_picture_answers_at_once(opened, page):
    """From a control's event until the picture is drawn, in processor time: other work here does not count."""
    browser_page = opened(page)
    cdp = browser_page.context.new_cdp_session(browser_page)
    cdp.send("Performance.enable", {"timeDomain": "threadTicks"})

    def busy() -> float:
        metrics = cdp.send("Performance.getMetrics")["metrics"]
        return next(metric["value"] for metric in metrics if metric["name"] == "TaskDuration")

    times = []
    for control in browser_page.locator(".demo [data-control]").all():
        for turn in range(10):
            before = busy()
            control.evaluate(MOVE, turn)
            times.append(1000 * (busy() - before))
    times.sort()
    assert times[int(0.95 * len(times))] <= MOST_MILLISECONDS


MOVE = """(input, turn) => {
  const values = input.tagName === "SELECT" ? input.options.length : Number(input.max || 1) + 1;
  if (input.type === "checkbox") input.checked = turn % 2 === 0;
  else input.value = turn % values;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  // Until the browser has laid it out and painted it.
  return new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
}"""


def test_reduced_motion_steps_instead_of_playing(browser, book):
    page_with_play = next(page for page in PAGES_WITH_DEMOS if any("play=True" in str(d) for d in demos(page)))
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{book}{page_with_play}.html")
    page.wait_for_function("[...document.querySelectorAll('.demo')].every((demo) => demo.dataset.ready)")
    button = page.locator(".demo-play").first
    slider = button.locator("xpath=..").locator("input")
    before = int(slider.input_value())
    assert button.inner_text() == "Next step"
    button.click()
    page.wait_for_timeout(1000)
    assert int(slider.input_value()) == before + 1
    context.close()

"""The reader's own picture, from a file or a camera, in a trained network (own_picture.py, camera.py of the demos)."""

import base64
import sys
import types
from types import SimpleNamespace

import ipywidgets as widgets
import numpy as np
import pytest
from test_free_inputs import as_text, choose, png, sentence, shown, widgets_of  # noqa: F401 (a fixture)

from convcourse import plots
from convcourse.demos import camera, explore, own_picture, upload
from convcourse.demos.own_picture import enlarged, look_at

URL = "data:image/jpeg;base64,"


def url(height: int, width: int) -> str:
    return URL + base64.b64encode(png(height, width)).decode()


# ---- the camera


def test_a_camera_in_jupyter(shown):  # noqa: F811
    """The browser writes into a hidden field, which is emptied at once: the notebook would keep it."""
    explore(as_text, picture=upload(side=8, camera=True))
    (field,) = widgets_of(shown[0], widgets.Textarea)
    assert field.layout.display == "none"
    button = widgets_of(shown[0], widgets.HTML)[0].value
    assert field._dom_classes[0] in button
    field.value = url(20, 60)
    assert sentence(shown[0]).startswith("1 x uint8(8, 8, 3): [0, 0, 0")
    assert field.value == ""
    field.value = URL + "AAAA"
    assert "not a picture" in widgets_of(shown[0], widgets.HTML)[-1].value
    # what came last counts, whichever way
    chooser = widgets_of(shown[0], widgets.FileUpload)[0]
    choose(chooser, png(60, 20))
    assert sentence(shown[0]).startswith("1 x uint8(8, 8, 3): [0, 0, 0")
    field.value = URL + base64.b64encode(png(2, 200)).decode()
    assert sentence(shown[0]).startswith("1 x uint8(8, 8, 3)")


@pytest.fixture
def colab(monkeypatch):
    """Colab's module, whose browser answers with the list's last item; the scripts it was sent."""
    answers, scripts = [], []
    output = types.ModuleType("google.colab.output")
    output.eval_js = lambda script: scripts.append(script) or answers[-1]
    monkeypatch.setitem(sys.modules, "google.colab", types.ModuleType("google.colab"))
    monkeypatch.setitem(sys.modules, "google.colab.output", output)
    return SimpleNamespace(answers=answers, scripts=scripts)


def test_a_camera_in_colab(shown, colab):  # noqa: F811
    explore(as_text, picture=upload(side=8, camera=True))
    button = next(one for one in widgets_of(shown[0], widgets.Button) if one.description == "camera")
    colab.answers.append(url(20, 60))
    button.click()
    assert "getUserMedia" in colab.scripts[0]
    assert sentence(shown[0]).startswith("1 x uint8(8, 8, 3): [0, 0, 0")
    colab.answers.append("No camera was <found>.")
    button.click()
    assert widgets_of(shown[0], widgets.HTML)[0].value == "No camera was &lt;found&gt;."


def test_without_the_word_there_is_no_camera(shown):  # noqa: F811
    explore(as_text, picture=upload(side=8))
    assert not widgets_of(shown[0], widgets.Textarea)


@pytest.fixture
def notebook_page(browser):
    """page(permissions): the button as a notebook shows it, with its field, at an address that may use a camera."""
    box = camera.camera(lambda file: None)
    button, field = box.children[0].value, box.children[1]._dom_classes[0]
    contexts = []

    def open_page(permissions: list[str]):
        context = browser.new_context(permissions=permissions)
        contexts.append(context)
        page = context.new_page()
        body = f"<!doctype html>{button}<div class='{field}'><textarea></textarea></div>"
        page.route("**/*", lambda route: route.fulfill(content_type="text/html", body=body))
        page.goto("http://localhost/")
        page.evaluate("document.addEventListener('input', (event) => window.heard = event.target.value)")
        return page

    yield open_page
    for context in contexts:
        context.close()


SLOW = """
const play = HTMLMediaElement.prototype.play;
HTMLMediaElement.prototype.play = async function () {
  await new Promise((later) => setTimeout(later, 1000));
  return play.call(this);
};
"""


@pytest.mark.parametrize("before", ["", SLOW], ids=["at once", "pressed before the camera runs"])
def test_the_browser_takes_a_picture(notebook_page, before):
    page = notebook_page(["camera"])
    page.evaluate(f"() => {{ {before} }}")
    page.get_by_role("button", name="camera").click()
    page.get_by_role("button", name="Take the picture").click()
    page.wait_for_function("window.heard")
    pixels = upload(side=32).read(camera.jpeg(page.evaluate("window.heard")))
    assert pixels.shape == (32, 32, 3) and np.ptp(pixels) > 50
    # the camera is off, and there for the next picture
    assert page.locator("video").count() == 0
    assert page.get_by_role("button", name="camera").is_enabled()


@pytest.mark.parametrize(
    ("before", "words"),
    [
        ("", "has not let this page"),
        (
            "navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', 'NotFoundError') }",
            "No camera",
        ),
        ("Object.defineProperty(navigator, 'mediaDevices', { value: undefined })", "https"),
    ],
)
def test_without_a_camera_there_is_a_sentence(notebook_page, before, words):
    page = notebook_page([])
    page.evaluate(f"() => {{ {before} }}")
    page.get_by_role("button", name="camera").click()
    page.get_by_text("Upload a picture instead").wait_for()
    assert words in page.locator("span").inner_text()
    assert page.get_by_role("button", name="camera").is_enabled()
    assert page.evaluate("window.heard") is None


# ---- the reader's own picture


class Sure:
    """A network of four classes that answers with 0.1, 0.4, 0.2 and 0.3, whatever it sees."""

    size, classes = (12, 12), ["ant", "bee", "cat", "dog"]

    def prepare(self, picture):
        return (picture[None].astype(float) - 127) / 128

    def model(self, images):
        assert images.shape == (1, 12, 12, 3)
        return np.array([[0.1, 0.4, 0.2, 0.3]])


PICTURE = np.full((12, 12, 3), 100, np.uint8)


def corner(model, image, class_index):
    """Says by its size and place what it was asked."""
    heat = np.zeros((3, 4))
    heat[2, 3] = class_index
    assert model == "logits" and image.shape == (12, 12, 3) and image.max() < 0
    return heat


def test_the_maps_are_asked_for_the_chosen_class():
    figure, said = look_at(PICTURE, 2, Sure(), "logits", {"mine": corner, "none": lambda *_: np.zeros((5, 5))})
    assert said == (
        "Most probable: bee 40%, dog 30%, cat 20%. For 'dog', mine is strongest in the lower right, and none is empty."
    )
    pictures = [np.asarray(axis.images[0].get_array()) for axis in figure.axes]
    assert (pictures[0] == 100).all()
    assert (pictures[1][8:, 9:] == [230, 159, 0]).all() and (pictures[1][:8] == 80).all()
    assert (pictures[2] == 80).all()


def test_a_map_is_enlarged_to_the_pictures_size():
    assert enlarged(np.array([[1.0, 2.0], [-3.0, 4.0]]), (3, 5)).tolist() == [
        [0.25, 0.25, 0.25, 0.5, 0.5],
        [0.25, 0.25, 0.25, 0.5, 0.5],
        [0, 0, 0, 1, 1],
    ]


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (lambda *_: 1 / 0, "mine: ZeroDivisionError: division by zero"),
        (lambda *_: np.zeros((1, 3, 3)), r"mine: a map is \(h, w\)"),
        (lambda *_: np.full((3, 3), np.nan), "finite"),
        (lambda *_: None, "mine"),
    ],
)
def test_what_is_no_map_is_told_in_a_sentence(function, words):
    with pytest.raises(ValueError, match=words):
        look_at(PICTURE, 1, Sure(), "logits", {"mine": function})


def test_nothing_happens_while_a_submission_is_graded(monkeypatch, shown):  # noqa: F811
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    own_picture({"mine": corner}, name="no network of this name")
    assert shown == []


def test_a_real_network_and_real_maps(monkeypatch, shown):  # noqa: F811
    """The course's photograph until there is another one; the assignment's solution draws the maps."""
    from test_assignments import SOURCES, nbgrader

    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    cells = {cell.id: cell.source for cell in SOURCES["visualization"].cells}
    space: dict = {"np": np, "plots": plots}
    for cell in SOURCES["visualization"].cells:
        if cell.id == "network" or nbgrader(cell).get("solution"):
            exec(cell.source, space)
    exec(cells["own-picture"], space)
    assert "Egyptian cat" in sentence(shown[0]) and "Grad-CAM is strongest in the" in sentence(shown[0])
    choose(widgets_of(shown[0], widgets.FileUpload)[0], png(300, 300))
    assert "Egyptian cat" not in sentence(shown[0])

"""Free inputs (convcourse/demos/controls.py) in a notebook and in the book."""

import datetime
import io
import re

import ipywidgets as widgets
import numpy as np
import pytest
from PIL import Image

from convcourse import data, plots
from convcourse.demos import draw, explore, frames, matrix, notebook, page, steps, upload
from convcourse.demos.controls import read_control

CROSS = np.array([[1, -1, 1, -1], [-1, 1, -1, -1]])


def as_text(picture, scale=1):
    """Says exactly what it was given."""
    figure, ax = plots.figure(2, 2)
    ax.text(0, 0, str(np.shape(picture)))
    return (
        figure,
        f"{scale} x {np.asarray(picture).dtype}{np.shape(picture)}: {np.asarray(picture).ravel()[:8].tolist()}",
    )


def png(height: int, width: int) -> bytes:
    buffer = io.BytesIO()
    pixels = np.zeros((height, width, 3), dtype=np.uint8)
    pixels[:, width // 2 :] = 255
    Image.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()


def test_a_drawing_keeps_its_shape_and_its_two_values():
    form = draw(2, 4, start=CROSS, off=-1)
    assert np.array_equal(form.first(), CROSS)
    assert form.read([1, 0, 0, 0, 0, 0, 0, True]).tolist() == [[1, -1, -1, -1], [-1, -1, -1, 1]]
    assert draw(2, 3).first().tolist() == [[0, 0, 0], [0, 0, 0]]


def test_a_matrix_takes_any_numbers():
    assert matrix(1, 3).read(["1.5", -2, 0]).tolist() == [[1.5, -2, 0]]


def test_an_upload_is_the_middle_square_of_the_picture():
    pixels = upload(side=10).read(png(20, 60))
    assert pixels.shape == (10, 10, 3) and pixels.dtype == np.uint8
    assert pixels[:, 0].max() < 30 and pixels[:, -1].min() > 225
    assert np.array_equal(upload(side=96).first(), data.photograph())


def test_a_file_that_is_no_picture_is_told_so():
    with pytest.raises(ValueError, match="not a picture"):
        upload().read(b"no picture")


def test_every_control_has_a_first_value_and_reads_what_the_reader_did():
    """A choice is told by its index, a free input by what was made; None where nothing was."""
    size, picture = read_control("size", (2, 10, 2)), read_control("picture", draw(1, 2))
    assert size.first() == 6 and size.read(4) == 10
    assert picture.first().tolist() == [[0, 0]] and picture.read(None).tolist() == [[0, 0]]
    assert picture.read([0, 1]).tolist() == [[0, 1]]


@pytest.fixture
def shown(monkeypatch):
    shown = []
    monkeypatch.delenv("CONVCOURSE_READER", raising=False)
    monkeypatch.setattr(notebook, "display", shown.append)
    return shown


def widgets_of(box: widgets.Widget, kind: type) -> list:
    inside = [found for child in getattr(box, "children", ()) for found in widgets_of(child, kind)]
    return [box, *inside] if isinstance(box, kind) else inside


def sentence(box: widgets.Widget) -> str:
    return re.search(r"<p[^>]*>(.*)</p>", widgets_of(box, widgets.HTML)[-1].value)[1]


def test_draw_in_a_notebook(shown):
    explore(as_text, picture=draw(2, 4, start=CROSS, off=-1), scale=steps(3))
    pixels = widgets_of(shown[0], widgets.ToggleButton)
    assert [pixel.value for pixel in pixels] == [value == 1 for value in CROSS.ravel()]
    assert sentence(shown[0]) == f"0 x int64(2, 4): {CROSS.ravel().tolist()}"
    pixels[1].value = True
    assert sentence(shown[0]) == "0 x int64(2, 4): [1, 1, 1, -1, -1, 1, -1, -1]"
    widgets_of(shown[0], widgets.Button)[-1].click()
    assert sentence(shown[0]) == f"0 x int64(2, 4): {[-1] * 8}"


def test_matrix_in_a_notebook(shown):
    explore(as_text, picture=matrix(2, 2, start=[[1, 0], [0, -1.5]]))
    widgets_of(shown[0], widgets.FloatText)[2].value = 0.25
    assert sentence(shown[0]) == "1 x float64(2, 2): [1.0, 0.0, 0.25, -1.5]"


def choose(chooser: widgets.FileUpload, file: bytes) -> None:
    """The reader has chosen a file, as the browser tells either version of ipywidgets."""
    about = {"name": "mine.png", "type": "image/png", "size": len(file)}
    if isinstance(chooser.value, dict):
        chooser.metadata, chooser.data = [about], [file]
        chooser._counter += 1
    else:
        when = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
        chooser.value = ({**about, "last_modified": when, "content": memoryview(file)},)


def test_upload_in_a_notebook(shown):
    explore(as_text, picture=upload(side=8))
    chooser = widgets_of(shown[0], widgets.FileUpload)[0]
    choose(chooser, png(20, 60))
    assert sentence(shown[0]).startswith("1 x uint8(8, 8, 3): [0, 0, 0")
    choose(chooser, b"no picture")
    assert "not a picture" in widgets_of(shown[0], widgets.HTML)[-1].value


def test_a_file_in_either_version_of_ipywidgets():
    assert notebook.file_of({"mine.png": {"metadata": {}, "content": b"bytes"}}) == b"bytes"
    assert notebook.file_of(({"name": "mine.png", "content": memoryview(b"bytes")},)) == b"bytes"
    assert notebook.file_of({}) is None and notebook.file_of(()) is None


def test_in_the_book_the_first_frame_stands_and_finite_controls_move():
    controls = [read_control("picture", draw(2, 4, start=CROSS, off=-1)), read_control("scale", steps(3))]
    text = frames.block(as_text, controls)
    assert re.search(r'<fieldset [^>]*data-free="picture"[^>]* disabled>', text)
    assert re.findall(r'aria-pressed="(\w+)" aria-label="row 1', text) == ["true", "false", "true", "false"]
    assert text.count('tabindex="0"') == 1, "the Tab key stops once at a drawing"
    assert f"0 x int64(2, 4): {CROSS.ravel().tolist()}" in text


def test_in_a_page_with_python_the_inputs_reach_the_function(monkeypatch):
    controls = {"picture": draw(2, 4), "scale": [5, 7]}
    text = page.block(as_text, [read_control(name, value) for name, value in controls.items()])
    name = re.search(r'id="([^"]+)"', text)[1]
    svg, said = page.picture(name, {"picture": [0, 1, 0, 0, 0, 0, 0, 1], "scale": 1})
    assert svg.startswith("<svg") and said == "7 x int64(2, 4): [0, 1, 0, 0, 0, 0, 0, 1]"
    assert page.picture(name, {"picture": None, "scale": 0})[1] == f"5 x int64(2, 4): {[0] * 8}"

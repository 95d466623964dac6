"""A demo as ipywidgets (7.7 or later), for Jupyter and Colab: it is drawn again whenever a control moves."""

import html
from collections.abc import Callable
from typing import Any

import ipywidgets as widgets
import numpy as np
from IPython.display import display

from convcourse import plots
from convcourse.demos.camera import camera
from convcourse.demos.controls import Control, FreeInput


def show(demo: Callable, controls: list[Control | FreeInput]) -> None:
    rows, values, picture = [], {}, widgets.HTML()

    def draw(change: Any = None) -> None:
        try:
            picture.value = render(demo, {name: value() for name, value in values.items()})
        except ValueError as error:  # such as a file that is no picture
            picture.value = f'<p class="demo-sentence">{html.escape(str(error))}</p>'

    make = {"draw": _pixels, "matrix": _numbers, "upload": _upload, "checkbox": _checkbox, "choice": _choice}
    for control in controls:
        row, values[control.name] = make.get(control.kind, _slider)(control, draw)
        rows.append(row)
    draw()
    display(widgets.VBox([*rows, picture]))


def render(demo: Callable, values: dict[str, Any]) -> str:
    """HTML of the demo at these control values: the picture and its sentence."""
    fig, sentence = demo(**values)
    return f'{plots.to_svg(fig, sentence)}<p class="demo-sentence">{html.escape(sentence)}</p>'


# Each makes a control's widget and the function that reads it, and has `draw` called when it moves.
Made = tuple[widgets.Widget, Callable[[], Any]]


def _label(control: Control | FreeInput) -> str:
    return control.name.replace("_", " ")


def _watched(widget: widgets.Widget, draw: Callable) -> Made:
    widget.observe(draw, names="value")
    return widget, lambda: widget.value


def _checkbox(control: Control, draw: Callable) -> Made:
    return _watched(widgets.Checkbox(value=control.first(), description=_label(control)), draw)


def _options(control: Control) -> dict[str, Any]:
    options = list(zip(control.labels, control.values))
    return {"options": options, "value": control.first(), "description": _label(control)}


def _choice(control: Control, draw: Callable) -> Made:
    return _watched(widgets.Dropdown(**_options(control)), draw)


def _slider(control: Control, draw: Callable) -> Made:
    slider, read = _watched(widgets.SelectionSlider(**_options(control), continuous_update=False), draw)
    if not control.play:
        return slider, read
    play = widgets.Play(value=control.start, max=len(control.values) - 1, interval=700)
    widgets.jslink((play, "value"), (slider, "index"))
    return widgets.HBox([slider, play]), read


def _table(control: FreeInput, cells: list[widgets.Widget], width: str) -> widgets.GridBox:
    columns = f"repeat({control.form.columns}, {width})"
    return widgets.GridBox(cells, layout=widgets.Layout(grid_template_columns=columns, grid_gap="2px"))


def _pixels(control: FreeInput, draw: Callable) -> Made:
    pixels = []
    for (row, column), value in np.ndenumerate(control.first()):
        side = widgets.Layout(width="2rem", height="2rem", padding="0", margin="0")
        pixel = widgets.ToggleButton(value=bool(value == 1), tooltip=f"row {row + 1}, column {column + 1}", layout=side)
        pixel.observe(_blacken, names="value")
        _blacken({"owner": pixel})
        pixel.observe(draw, names="value")
        pixels.append(pixel)
    clear = widgets.Button(description="Clear")

    def wipe(button: widgets.Button) -> None:
        for pixel in pixels:  # drawn once, not once for each pixel
            pixel.unobserve(draw, names="value")
            pixel.value = False
            pixel.observe(draw, names="value")
        draw()

    clear.on_click(wipe)
    box = widgets.VBox([widgets.Label(_label(control)), _table(control, pixels, "2rem"), clear])
    return box, lambda: control.read([pixel.value for pixel in pixels])


def _blacken(change: dict[str, Any]) -> None:
    """A pressed toggle button looks much like any other: a marked pixel shows a square."""
    pixel = change["owner"]
    pixel.description = "\N{BLACK SQUARE}" if pixel.value else ""


def _numbers(control: FreeInput, draw: Callable) -> Made:
    layout = widgets.Layout(width="5rem", margin="0")
    cells = [widgets.FloatText(value=float(value), layout=layout) for value in control.first().ravel()]
    for cell in cells:
        cell.observe(draw, names="value")
    box = widgets.VBox([widgets.Label(_label(control)), _table(control, cells, "5rem")])
    return box, lambda: control.read([cell.value for cell in cells])


def _upload(control: FreeInput, draw: Callable) -> Made:
    chooser = widgets.FileUpload(accept="image/*", multiple=False, description=_label(control))
    latest: list[bytes | None] = [None]

    def take(file: bytes | None) -> None:
        latest[0] = file
        draw()

    chooser.observe(lambda change: take(file_of(chooser.value)), names="value")
    row = widgets.HBox([chooser, camera(take)]) if control.form.camera else chooser
    return row, lambda: control.read(latest[0])


def file_of(value: Any) -> bytes | None:
    """What a FileUpload holds: a dict by the file's name in ipywidgets 7, a tuple in 8."""
    files = list(value.values()) if isinstance(value, dict) else list(value)
    return bytes(files[-1]["content"]) if files else None

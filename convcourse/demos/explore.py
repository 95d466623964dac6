"""From a demo's function to something a reader can move: ipywidgets where Python runs, frames in the book."""

import html
import os
from collections.abc import Callable
from typing import Any

import ipywidgets as widgets
from IPython.display import HTML, display
from matplotlib.figure import Figure

from convcourse import plots
from convcourse.demos import frames
from convcourse.demos.controls import Control, read_control

Demo = Callable[..., tuple[Figure, str]]


def explore(demo: Demo, **controls: Any) -> None:
    """Show `demo` with one control for each keyword (see `controls.read_control` for what a keyword may be).

    demo   control values -> (figure, sentence); the sentence says what the picture shows, and is its alt text
    """
    described = [read_control(name, description) for name, description in controls.items()]
    if reader_has_no_python():
        display(HTML(frames.block(demo, described)))
    else:
        show_widgets(demo, described)


def reader_has_no_python() -> bool:
    """Whether this run makes pages for readers without a kernel: the book's build says so in the environment."""
    return os.environ.get("CONVCOURSE_READER") == "static page"


def render(demo: Demo, values: dict[str, Any]) -> str:
    """HTML of the demo at these control values: the picture and its sentence."""
    fig, sentence = demo(**values)
    return f'{plots.to_svg(fig, sentence)}<p class="demo-sentence">{html.escape(sentence)}</p>'


def show_widgets(demo: Demo, controls: list[Control]) -> None:
    """The demo as ipywidgets (7.7 or later); it is drawn again whenever a control moves."""
    boxes, inputs, picture = [], {}, widgets.HTML()
    for control in controls:
        inputs[control.name] = _input(control)
        boxes.append(_with_play(control, inputs[control.name]))

    def draw(change=None) -> None:
        picture.value = render(demo, {name: box.value for name, box in inputs.items()})

    for box in inputs.values():
        box.observe(draw, names="value")
    draw()
    display(widgets.VBox([*boxes, picture]))


def _input(control: Control) -> widgets.Widget:
    label, value = control.name.replace("_", " "), control.values[control.start]
    options = list(zip(control.labels, control.values))
    if control.kind == "checkbox":
        return widgets.Checkbox(value=value, description=label)
    if control.kind == "slider":
        return widgets.SelectionSlider(options=options, value=value, description=label, continuous_update=False)
    return widgets.Dropdown(options=options, value=value, description=label)


def _with_play(control: Control, slider: widgets.Widget) -> widgets.Widget:
    if not control.play:
        return slider
    play = widgets.Play(value=control.start, max=len(control.values) - 1, interval=700)
    widgets.jslink((play, "value"), (slider, "index"))
    return widgets.HBox([slider, play])

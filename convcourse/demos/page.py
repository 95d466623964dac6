"""A demo in a page of the book that has Python: native inputs, whose pictures are drawn when they are asked for.

The page's worker (book/_static/live/) calls `picture` with what the inputs say.
"""

from collections.abc import Callable
from typing import Any

from matplotlib.figure import Figure

from convcourse import plots
from convcourse.demos import inputs
from convcourse.demos.controls import Control, FreeInput

Demo = Callable[..., tuple[Figure, str]]

# What the page shows now, by the id of its block.
shown: dict[str, tuple[Demo, list[Control | FreeInput]]] = {}


def block(demo: Demo, controls: list[Control | FreeInput]) -> str:
    """HTML of the demo at its start; from now on `picture` knows it."""
    name = inputs.name_of(demo, controls)
    shown[name] = demo, controls
    fig, sentence = demo(**{control.name: control.first() for control in controls})
    return inputs.block(demo, controls, plots.to_svg(fig, None, mark=name), sentence)


def picture(name: str, state: dict[str, Any]) -> tuple[str, str]:
    """SVG and sentence of the demo `name`.

    state  by control: the index of its value; of a free input the marks, numbers or bytes, None where untouched
    """
    demo, controls = shown[name]
    fig, sentence = demo(**{control.name: control.read(state[control.name]) for control in controls})
    return plots.to_svg(fig, None, mark=name), sentence

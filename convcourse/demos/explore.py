"""From a demo's function to something a reader can move, wherever the reader is."""

import os
from collections.abc import Callable
from typing import Any

from IPython.display import HTML, display
from matplotlib.figure import Figure

from convcourse.demos import frames, page
from convcourse.demos.controls import read_control

Demo = Callable[..., tuple[Figure, str]]


def explore(demo: Demo, **controls: Any) -> None:
    """Show `demo` with one control for each keyword (see `controls.read_control` for what a keyword may be).

    demo   control values -> (figure, sentence); the sentence says what the picture shows, and is its alt text

    In the book it becomes frames; in a page of the book that has Python, native inputs that call `demo`; everywhere
    else, ipywidgets.
    """
    described = [read_control(name, description) for name, description in controls.items()]
    reader = os.environ.get("CONVCOURSE_READER")  # set by the book's build, and by the page's Python
    if reader == "static page":
        display(HTML(frames.block(demo, described)))
    elif reader == "page with Python":
        display(HTML(page.block(demo, described)))
    else:
        from convcourse.demos import notebook

        notebook.show(demo, described)

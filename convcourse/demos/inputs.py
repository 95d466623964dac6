"""A demo's controls as native HTML inputs: the same ones with frames and with Python in the page.

book/_static/demo.js reads them: of a control the index of its value, of a free input what the reader made.
"""

import hashlib
import html
import json
from collections.abc import Callable

import numpy as np

from convcourse.demos.controls import Control, FreeInput


def block(demo: Callable, controls: list[Control | FreeInput], picture: str, sentence: str, more: str = "") -> str:
    """HTML of a demo: its inputs, a first picture and its sentence, and what else belongs to it.

    A free input waits, disabled, until the page has Python.
    """
    name = name_of(demo, controls)
    return (
        f'<div class="demo" id="{name}" data-demo="{demo.__name__}">'
        f'<div class="demo-controls">{"".join(as_html(control, name) for control in controls)}</div>'
        f'<div class="demo-picture" role="img" aria-labelledby="{name}-sentence">{picture}</div>'
        f'<p class="demo-sentence" id="{name}-sentence" aria-live="polite">{html.escape(sentence)}</p>'
        f"{more}</div>"
    )


def name_of(demo: Callable, controls: list[Control | FreeInput]) -> str:
    """The demo's id on its page, the same whenever it is built."""
    described = repr([_describe(control) for control in controls])
    return f"{demo.__name__.replace('_', '-')}-{hashlib.sha256(described.encode()).hexdigest()[:6]}"


def _describe(control: Control | FreeInput) -> tuple:
    if isinstance(control, FreeInput):
        return control.name, control.kind, control.first().tobytes()
    return control.name, control.labels, control.start


def as_html(control: Control | FreeInput, demo: str) -> str:
    place, label = f"{demo}-{control.name}", html.escape(control.name.replace("_", " "))
    if isinstance(control, FreeInput):
        return _free(control, place, label)
    return _chosen(control, place, label)


def _chosen(control: Control, place: str, label: str) -> str:
    """A labelled native input; its value is an index into the control's values."""
    now = html.escape(control.labels[control.start])
    named = f'id="{place}" data-control="{control.name}" autocomplete="off"'
    if control.kind == "checkbox":
        checked = " checked" if control.start else ""
        body = f'<input type="checkbox" {named}{checked}>'
    elif control.kind == "choice":
        options = "".join(
            f'<option value="{number}"{" selected" if number == control.start else ""}>{html.escape(text)}</option>'
            for number, text in enumerate(control.labels)
        )
        body = f"<select {named}>{options}</select>"
    else:
        labels = html.escape(json.dumps(control.labels, ensure_ascii=False), quote=True)
        body = (
            f'<input type="range" {named} min="0" max="{len(control.values) - 1}" value="{control.start}" '
            f'aria-valuetext="{now}" data-labels="{labels}">'
            f'<span class="demo-value" aria-hidden="true">{now}</span>'
        )
    play = '<button type="button" class="demo-play">Play</button>' if control.play else ""
    return f'<div class="demo-control"><label for="{place}">{label}</label>{body}{play}</div>'


def _free(control: FreeInput, place: str, label: str) -> str:
    if control.kind == "upload":
        body = f'<input type="file" id="{place}" accept="image/*" aria-label="{label}: a picture of your own">'
    else:
        cell = {"draw": _pixel, "matrix": _number}[control.kind]
        cells = "".join(cell(row, column, value) for (row, column), value in np.ndenumerate(control.first()))
        body = f'<div class="demo-cells" style="--columns: {control.form.columns}">{cells}</div>'
    if control.kind == "draw":
        body += '<button type="button" class="demo-clear">Clear</button>'
    named = f'class="demo-free demo-{control.kind}" data-free="{control.name}" data-kind="{control.kind}"'
    return f"<fieldset {named} disabled><legend>{label}</legend>{body}</fieldset>"


def _pixel(row: int, column: int, value: int) -> str:
    # One stop of the Tab key for the whole picture: the arrow keys lead on from there.
    stop = 0 if row == column == 0 else -1
    marked = str(value == 1).lower()
    said = f'aria-pressed="{marked}" aria-label="row {row + 1}, column {column + 1}"'
    return f'<button type="button" class="demo-pixel" tabindex="{stop}" {said}></button>'


def _number(row: int, column: int, value: float) -> str:
    return (
        f'<input type="number" step="any" autocomplete="off" value="{value:.4g}" '
        f'aria-label="row {row + 1}, column {column + 1}">'
    )

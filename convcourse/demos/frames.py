"""A demo as one block of HTML that needs no Python: native inputs, and every picture that they can choose.

The pictures of one demo are much alike, so they are stored as the pieces they share: each picture is a list of numbers,
each number stands for a piece of SVG that is stored once. book/_static/demo.js puts them together again.
"""

import base64
import hashlib
import html
import itertools
import json
import math
import re
import zlib
from collections.abc import Callable
from typing import Any

from matplotlib.figure import Figure

from convcourse import plots
from convcourse.demos.controls import Control

MOST_FRAMES = 1000  # about two minutes of the build
MOST_BYTES = 400_000  # deflated; a page of several demos must stay under 1.5 MB


class TooManyFrames(ValueError):
    """The demo has more pictures than a page should carry."""


def block(demo: Callable[..., tuple[Figure, str]], controls: list[Control]) -> str:
    """HTML of the demo, self-contained but for demo.js and demo.css.

    raises  TooManyFrames, naming the control to coarsen
    """
    count = math.prod(len(control.values) for control in controls)
    if count > MOST_FRAMES:
        raise TooManyFrames(f"{count} pictures are more than {MOST_FRAMES}. {_coarsen(demo, controls)}")
    name = _name(demo, controls)
    pieces, pictures, sentences, frames = draw_all(demo, controls, name)
    packed = pack([pieces, pictures, sentences, frames])
    if len(packed) > MOST_BYTES:
        raise TooManyFrames(f"{len(packed)} bytes are more than {MOST_BYTES}. {_coarsen(demo, controls)}")
    start = 0
    for control in controls:
        start = start * len(control.values) + control.start
    picture, sentence = frames[start]
    return (
        f'<div class="demo" id="{name}" data-demo="{demo.__name__}" data-frames="{count}">'
        f'<div class="demo-controls">{"".join(_input(control, name) for control in controls)}</div>'
        f'<div class="demo-picture" role="img" aria-labelledby="{name}-sentence">'
        f"{''.join(pieces[number] for number in pictures[picture])}</div>"
        f'<p class="demo-sentence" id="{name}-sentence" aria-live="polite">{html.escape(sentences[sentence])}</p>'
        f'<script type="text/plain" class="demo-frames">{base64.b64encode(packed).decode()}</script>'
        "</div>"
    )


def draw_all(
    demo: Callable[..., tuple[Figure, str]], controls: list[Control], name: str
) -> tuple[list[str], list[list[int]], list[str], list[tuple[int, int]]]:
    """Everything the demo can show, each thing once.

    returns  pieces of SVG; pictures (lists of pieces' numbers); sentences; and (picture, sentence) for each combination
             of the controls' values, the last control changing fastest
    """
    pieces, pictures, sentences, frames = {}, {}, {}, []
    for values in itertools.product(*(control.values for control in controls)):
        settings = {control.name: value for control, value in zip(controls, values)}
        figure, sentence = demo(**settings)
        if not sentence:
            raise ValueError(f"{demo.__name__}({settings}) says nothing: a picture needs its sentence")
        # A piece is an element with its text, or its end: what stands between one "<" and the next at a line's start.
        svg = re.split(r"(?<=\n)\s*(?=<)", plots.to_svg(figure, None, mark=name))
        picture = tuple(pieces.setdefault(piece, len(pieces)) for piece in svg)
        frames.append((pictures.setdefault(picture, len(pictures)), sentences.setdefault(sentence, len(sentences))))
    return list(pieces), [list(picture) for picture in pictures], list(sentences), frames


def pack(data: Any) -> bytes:
    """JSON, deflated: what a browser's DecompressionStream("deflate") reads."""
    return zlib.compress(json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode(), 9)


def _name(demo: Callable, controls: list[Control]) -> str:
    described = repr([(control.name, control.labels, control.start) for control in controls])
    return f"{demo.__name__.replace('_', '-')}-{hashlib.sha256(described.encode()).hexdigest()[:6]}"


def _coarsen(demo: Callable, controls: list[Control]) -> str:
    longest = max(controls, key=lambda control: len(control.values))
    return (
        f"explore({demo.__name__}, ...): give the control {longest.name!r} fewer values; it has {len(longest.values)}, "
        "the most of all controls."
    )


def _input(control: Control, demo: str) -> str:
    """The control as a labelled native input; its value is an index into the control's values."""
    place, label = f"{demo}-{control.name}", html.escape(control.name.replace("_", " "))
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

"""A demo as one block of HTML that needs no Python: native inputs, and every picture that they can choose.

The pictures of one demo are much alike, so they are stored as the pieces they share: each picture is a list of numbers,
each number stands for a piece of SVG that is stored once. book/_static/demo.js puts them together again.
"""

import base64
import itertools
import json
import math
import re
import zlib
from collections.abc import Callable
from typing import Any

from matplotlib.figure import Figure

from convcourse import plots
from convcourse.demos import inputs
from convcourse.demos.controls import Control, FreeInput

MOST_FRAMES = 1000  # about two minutes of the build
MOST_BYTES = 400_000  # deflated; a page of several demos must stay under 1.5 MB


class TooManyFrames(ValueError):
    """The demo has more pictures than a page should carry."""


def block(demo: Callable[..., tuple[Figure, str]], controls: list[Control | FreeInput]) -> str:
    """HTML of the demo, self-contained but for demo.js and demo.css.

    raises  TooManyFrames, naming the control to coarsen
    """
    chosen = [control for control in controls if isinstance(control, Control)]
    count = math.prod(len(control.values) for control in chosen)
    if count > MOST_FRAMES:
        raise TooManyFrames(f"{count} pictures are more than {MOST_FRAMES}. {_coarsen(demo, chosen)}")
    name = inputs.name_of(demo, controls)
    pieces, pictures, sentences, frames = draw_all(demo, controls, name)
    packed = pack([pieces, pictures, sentences, frames])
    if len(packed) > MOST_BYTES:
        raise TooManyFrames(f"{len(packed)} bytes are more than {MOST_BYTES}. {_coarsen(demo, chosen)}")
    start = 0
    for control in chosen:
        start = start * len(control.values) + control.start
    picture, sentence = frames[start]
    stored = f'<script type="text/plain" class="demo-frames">{base64.b64encode(packed).decode()}</script>'
    svg = "".join(pieces[number] for number in pictures[picture])
    return inputs.block(demo, controls, svg, sentences[sentence], stored)


def draw_all(
    demo: Callable[..., tuple[Figure, str]], controls: list[Control | FreeInput], name: str
) -> tuple[list[str], list[list[int]], list[str], list[tuple[int, int]]]:
    """Everything the demo can show, each thing once.

    returns  pieces of SVG; pictures (lists of pieces' numbers); sentences; and (picture, sentence) for each combination
             of the controls' values, the last control changing fastest
    """
    pieces, pictures, sentences, frames = {}, {}, {}, []
    # A free input stays as it is at the start.
    choices = [[control.first()] if isinstance(control, FreeInput) else control.values for control in controls]
    for values in itertools.product(*choices):
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


def _coarsen(demo: Callable, controls: list[Control | FreeInput]) -> str:
    longest = max(controls, key=lambda control: len(control.values))
    return (
        f"explore({demo.__name__}, ...): give the control {longest.name!r} fewer values; it has {len(longest.values)}, "
        "the most of all controls."
    )

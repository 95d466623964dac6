"""Figures in the course's style: legible on light and dark pages, to colour-blind readers, and to screen readers.

Black is ink: whatever a figure draws in black takes the colour of the text around it, so one picture serves
light and dark pages. All other colours come from the Okabe-Ito palette (Okabe and Ito 2008), which survives the
common forms of colour-blindness.
"""

import base64
import hashlib
import html
import io
import re
from collections.abc import Sequence

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from PIL import Image

BLUE, ORANGE, GREEN, RED = "#0072B2", "#E69F00", "#009E73", "#D55E00"
SKY, PINK, YELLOW, GREY = "#56B4E9", "#CC79A7", "#F0E442", "#888888"

STYLE = {
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "savefig.facecolor": "none",
    "font.family": "sans-serif",
    "font.size": 10,
    "axes.titlesize": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "svg.fonttype": "none",  # text stays text: smaller, searchable, and in the page's own font
    "svg.hashsalt": "convcourse",  # the same figure gives the same bytes, so equal frames are stored once
}


def figure(width: float, height: float, rows: int = 1, columns: int = 1, **layout) -> tuple[Figure, Axes | np.ndarray]:
    """A figure of `width` by `height` inches and its axes (one, or an array of them, as plt.subplots gives).

    `layout` goes to Figure.subplots (width_ratios, sharex, ...). No pyplot state: nothing leaks between demos.
    """
    with matplotlib.rc_context(STYLE):
        fig = Figure(figsize=(width, height), layout="constrained")
        return fig, fig.subplots(rows, columns, **layout)


def grid(
    ax: Axes,
    array: np.ndarray,
    *,
    form: str = "{:g}",
    title: str = "",
    colors: dict[tuple[int, int], str] | None = None,
    boxes: Sequence[tuple[int, int, int, int, str]] = (),
    shape: tuple[int, int] | None = None,
    fontsize: float = 9,
) -> None:
    """Draw a 2-D array as a table of numbers, row 0 on top.

    array   (H, W); NaN cells stay empty (not computed yet)
    colors  cell (row, column) -> background colour
    boxes   outlines (row, column, height, width, colour), in cells
    shape   leave room for (H, W) cells, so that several grids share one scale
    """
    array = np.asarray(array)
    height, width = array.shape
    for (row, column), value in np.ndenumerate(array):
        face = (colors or {}).get((row, column), "none")
        ax.add_patch(Rectangle((column, row), 1, 1, facecolor=face, edgecolor=GREY, linewidth=0.6))
        if np.isfinite(value):
            text = form.format(value).replace("-", "\N{MINUS SIGN}")
            ax.text(column + 0.5, row + 0.5, text, ha="center", va="center", fontsize=fontsize)
    for row, column, box_height, box_width, color in boxes:
        ax.add_patch(Rectangle((column, row), box_width, box_height, facecolor="none", edgecolor=color, linewidth=2.5))
    room_height, room_width = shape or (height, width)
    ax.set(xlim=(-0.1, room_width + 0.1), ylim=(room_height + 0.1, -0.1), aspect="equal", title=title)
    ax.axis("off")


def image(ax: Axes, array: np.ndarray, *, title: str = "", low: float | None = None, high: float | None = None) -> None:
    """Draw pixels: (H, W) in greys from `low` to `high` (the array's own range if None), or (H, W, 3) colour."""
    ax.imshow(array, cmap="gray", vmin=low, vmax=high, interpolation="none")
    ax.set_title(title)
    ax.axis("off")


def to_svg(fig: Figure, alt: str | None, mark: str | None = None) -> str:
    """The figure as one <svg> element that carries `alt`, scales to its column, and takes the page's ink colour.

    alt   what the picture shows; None where the element around it says so
    mark  what the element's ids begin with, so that they meet no other picture's on the page; made from the picture
          if None
    """
    buffer = io.StringIO()
    with matplotlib.rc_context(STYLE):
        fig.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    svg = buffer.getvalue()
    svg = svg[svg.index("<svg") :].replace("stroke: #000000", "stroke: currentColor")
    # A style sheet inside the picture would be one for the whole page, and every frame would have it worked out anew.
    svg = re.sub(r"\s*<defs>\s*<style.*?</style>\s*</defs>", "", svg, count=1, flags=re.DOTALL)
    svg = re.sub(r' (d|x|y)="[^"]*"', lambda place: _shorter(place[0]), svg)
    # No turn is a turn by -0 to matplotlib; and the page's own font is better than one that few readers have.
    svg = re.sub(r' transform="rotate\(-?0 [^"]*"| font-family: [^;"]*sans-serif;', "", svg)
    svg = re.sub(r"(?<=data:image/png;base64,)[^\"]+", lambda pixels: _smaller(pixels[0]), svg)
    mark = mark or f"f{hashlib.sha256(svg.encode()).hexdigest()[:8]}"
    svg = re.sub(r'(\bid="|href="#|url\(#)', rf"\g<1>{mark}-", svg)
    said = 'aria-hidden="true"' if alt is None else f'role="img" aria-label="{html.escape(alt, quote=True)}"'
    style = "max-width:100%;height:auto;stroke-linejoin:round;stroke-linecap:butt"
    return svg.replace("<svg", f'<svg {said} fill="currentColor" style="{style}"', 1)


def _shorter(place: str) -> str:
    """Coordinates to a hundredth of a point: no eye sees more, and half the bytes of a picture are coordinates."""
    return re.sub(r"\d+\.\d+", lambda number: f"{float(number[0]):.2f}".rstrip("0").rstrip("."), place)


def _smaller(png: str) -> str:
    """A PNG in base64, without the channels that say nothing: matplotlib writes greys as four of them."""
    picture = Image.open(io.BytesIO(base64.b64decode(png))).convert("RGBA")
    red, green, blue, alpha = np.moveaxis(np.asarray(picture), -1, 0)
    opaque, grey = (alpha == 255).all(), (red == green).all() and (green == blue).all()
    buffer = io.BytesIO()
    picture.convert("L" if opaque and grey else "RGB" if opaque else "RGBA").save(buffer, "PNG", optimize=True)
    return base64.b64encode(buffer.getvalue()).decode()


class Picture:
    """A figure with its alt text, as a notebook cell's result."""

    def __init__(self, fig: Figure, alt: str) -> None:
        self.figure, self.alt = fig, alt

    def _repr_html_(self) -> str:
        return to_svg(self.figure, self.alt)

    def __repr__(self) -> str:
        return f"Picture: {self.alt}"


def show(fig: Figure, alt: str) -> Picture:
    """Show a figure in a notebook or in the book. `alt` says what it shows to those who cannot see it."""
    return Picture(fig, alt)

"""What a demo's control can be set to, told apart from how it is drawn (widgets in a notebook, inputs in the book).

Most controls choose one of a few values, so that a page can hold every picture. The free inputs (`draw`, `matrix`,
`upload`) take whatever the reader makes: their pictures need Python.
"""

import io
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image, ImageOps

from convcourse import data


@dataclass(frozen=True)
class Control:
    """One control: its name, every value it can take, a label for each, and where it starts (an index)."""

    name: str
    values: tuple
    labels: tuple[str, ...]
    start: int
    kind: str  # "slider", "choice" or "checkbox"
    play: bool = False

    def first(self) -> Any:
        """Its value at the start."""
        return self.values[self.start]

    def read(self, index: int) -> Any:
        return self.values[index]


@dataclass(frozen=True)
class steps:  # noqa: N801 (reads as a verb where it is used: step=steps(16, play=True))
    """A slider over 0 .. count-1, with a play button where stepping is the point."""

    count: int
    play: bool = False
    start: int = 0


@dataclass(frozen=True)
class draw:  # noqa: N801 (picture=draw(9, 9))
    """Pixels to mark: the demo receives an integer array (rows, columns), 1 where marked and `off` elsewhere.

    start  such an array; nothing marked if None
    """

    rows: int
    columns: int
    start: Any = None
    off: int = 0
    kind = "draw"

    def first(self) -> np.ndarray:
        return self.read(np.zeros((self.rows, self.columns)) if self.start is None else self.start)

    def read(self, marks: Any) -> np.ndarray:
        """The demo's array, from anything (rows, columns) that is positive where a pixel is marked."""
        return np.where(np.asarray(marks, dtype=float).reshape(self.rows, self.columns) > 0, 1, self.off)


@dataclass(frozen=True)
class matrix:  # noqa: N801 (kernel=matrix(3, 3))
    """Numbers to type: the demo receives a float array (rows, columns). start: such an array; zeros if None."""

    rows: int
    columns: int
    start: Any = None
    kind = "matrix"

    def first(self) -> np.ndarray:
        return self.read(np.zeros((self.rows, self.columns)) if self.start is None else self.start)

    def read(self, numbers: Any) -> np.ndarray:
        return np.asarray(numbers, dtype=float).reshape(self.rows, self.columns)


@dataclass(frozen=True)
class upload:  # noqa: N801 (photograph=upload())
    """A picture of the reader's own: the demo receives its middle square, (side, side, 3), uint8.

    Until there is one, it receives the course's photograph.
    camera  in Jupyter and Colab, with a button for the reader's camera (in the book, a phone's browser offers its own)
    """

    side: int = 96
    camera: bool = False
    kind = "upload"

    def first(self) -> np.ndarray:
        return self._square(Image.fromarray(data.photograph()))

    def read(self, file: bytes) -> np.ndarray:
        """raises  ValueError if the bytes are no picture that Pillow reads"""
        try:
            picture = ImageOps.exif_transpose(Image.open(io.BytesIO(file)))
            return self._square(picture.convert("RGB"))
        except (OSError, Image.DecompressionBombError) as error:
            raise ValueError("This file is not a picture that can be read: try a PNG or a JPEG.") from error

    def _square(self, picture: Image.Image) -> np.ndarray:
        return np.asarray(ImageOps.fit(picture, (self.side, self.side), Image.Resampling.LANCZOS))


@dataclass(frozen=True)
class FreeInput:
    """A control with a value of the reader's making: its name, and the `draw`, `matrix` or `upload` it is."""

    name: str
    form: draw | matrix | upload

    @property
    def kind(self) -> str:
        return self.form.kind

    def first(self) -> np.ndarray:
        """Its value at the start."""
        return self.form.first()

    def read(self, made: Any) -> np.ndarray:
        """The value that the reader has made: marks, numbers or bytes. None stands for one that is untouched."""
        return self.form.first() if made is None else self.form.read(made)


def read_control(name: str, description: Any) -> Control | FreeInput:
    """The control that a keyword of `explore` describes.

    steps(n)            slider over 0 .. n-1
    (low, high)         slider over whole numbers, both ends included
    (low, high, step)   slider; starts in the middle
    [a, b, ...]         choice, labelled by the values themselves
    {label: value}      choice
    True, False         checkbox
    draw(h, w), matrix(h, w), upload()
                        free inputs
    raises              TypeError for anything else
    """
    if isinstance(description, steps):
        values = tuple(range(description.count))
        labels = tuple(f"{value + 1} of {description.count}" for value in values)
        return Control(name, values, labels, description.start, "slider", description.play)
    if isinstance(description, (draw, matrix, upload)):
        return FreeInput(name, description)
    if isinstance(description, bool):
        return Control(name, (False, True), ("off", "on"), int(description), "checkbox")
    if isinstance(description, tuple):
        low, high, step = description if len(description) == 3 else (*description, 1)
        count = round((high - low) / step) + 1
        values = tuple((np.asarray(low) + step * np.arange(count)).round(10).tolist())
        return Control(name, values, tuple(f"{value:g}" for value in values), (count - 1) // 2, "slider")
    if isinstance(description, dict):
        return Control(name, tuple(description.values()), tuple(map(str, description)), 0, "choice")
    if isinstance(description, list):
        return Control(name, tuple(description), tuple(map(str, description)), 0, "choice")
    raise TypeError(
        f"explore({name}=...): {description!r} is neither steps, a tuple, a list, a dict, a bool nor a free input"
    )

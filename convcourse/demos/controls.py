"""What a demo's control can be set to, told apart from how it is drawn (widgets in a notebook, inputs in the book)."""

from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Control:
    """One control: its name, every value it can take, a label for each, and where it starts (an index)."""

    name: str
    values: tuple
    labels: tuple[str, ...]
    start: int
    kind: str  # "slider", "choice" or "checkbox"
    play: bool = False


@dataclass(frozen=True)
class steps:  # noqa: N801 (reads as a verb where it is used: step=steps(16, play=True))
    """A slider over 0 .. count-1, with a play button where stepping is the point."""

    count: int
    play: bool = False
    start: int = 0


def read_control(name: str, description: Any) -> Control:
    """The control that a keyword of `explore` describes.

    steps(n)            slider over 0 .. n-1
    (low, high)         slider over whole numbers, both ends included
    (low, high, step)   slider; starts in the middle
    [a, b, ...]         choice, labelled by the values themselves
    {label: value}      choice
    True, False         checkbox
    raises              TypeError for anything else
    """
    if isinstance(description, steps):
        values = tuple(range(description.count))
        labels = tuple(f"{value + 1} of {description.count}" for value in values)
        return Control(name, values, labels, description.start, "slider", description.play)
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
    raise TypeError(f"explore({name}=...): {description!r} is neither steps, a tuple, a list, a dict nor a bool")

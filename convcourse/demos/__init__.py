"""The course's demos: pure functions from control values to a figure, and `explore`, which makes them move."""

from convcourse.demos.controls import draw, matrix, steps, upload
from convcourse.demos.explore import explore
from convcourse.demos.own_picture import own_picture

__all__ = ["draw", "explore", "matrix", "own_picture", "steps", "upload"]

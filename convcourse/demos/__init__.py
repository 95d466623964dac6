"""The course's demos: pure functions from control values to a figure, and `explore`, which makes them move."""

from convcourse.demos.controls import draw, matrix, steps, upload
from convcourse.demos.explore import explore

__all__ = ["draw", "explore", "matrix", "steps", "upload"]

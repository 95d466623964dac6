"""The course's demos: pure functions from control values to a figure, and `explore`, which makes them move."""

from convcourse.demos.controls import steps
from convcourse.demos.explore import explore

__all__ = ["explore", "steps"]

"""The checks of `convcourse.check` for hidden tests: on failure the student reads the hint, and nothing else.

No shape, no value, no input: what a hidden test holds stays hidden, whatever the student's code returns or raises.
Arrays are handed over as copies, except by `unchanged`: an expected value that is computed from an argument after the
call would otherwise be computed from what the student's code has made of it.
"""

import builtins
import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from convcourse import check
from convcourse.check import CheckFailed


def _hint_only(checked: Callable) -> Callable:
    """The same check, whose failure says the hint only; the student's own exception is told by its type.

    The exception's message may hold the hidden input (a shape, a value), and so may a type of the student's making.
    """

    @functools.wraps(checked)
    def hidden(*args: Any, hint: str, **kwargs: Any) -> Any:
        try:
            return checked(*args, hint=hint, **kwargs)
        except CheckFailed:
            message = hint
        except Exception as error:
            name = type(error).__name__
            message = f"Your code raised {name if hasattr(builtins, name) else 'an exception'}. {hint}"
        # raised outside of the handler, so that no traceback of the student's code hangs on it
        raise CheckFailed(message)

    return hidden


def _call(function: Callable, *args: Any, hint: str, **kwargs: Any) -> Any:
    """The function's result; an exception of the student's code becomes its type and the hint."""
    return _with_copies(function, *args, **kwargs)


def _with_copies(function: Callable, *args: Any, **kwargs: Any) -> Any:
    def copied(value: Any) -> Any:
        return value.copy("K") if isinstance(value, np.ndarray) else value

    return function(*map(copied, args), **{name: copied(value) for name, value in kwargs.items()})


def _raises(error: type[Exception], function: Callable, *args: Any, hint: str, **kwargs: Any) -> None:
    """Calling the function raises the error (see `check.raises`)."""
    check.raises(error, functools.partial(_with_copies, function), *args, hint=hint, **kwargs)


def _agrees(function: Callable, reference: Callable, *args: Any, hint: str, **kwargs: Any) -> None:
    """The student's function gives what the reference gives for the same arguments."""
    expected = reference(*args, **kwargs)
    check.close(_with_copies(function, *args, **kwargs), expected, hint=hint)


def _accepts(function: Callable, *args: Any, hint: str, **kwargs: Any) -> None:
    """The call raises nothing, whatever it returns."""
    _with_copies(function, *args, **kwargs)


def _unchanged(function: Callable, *args: Any, hint: str, **kwargs: Any) -> None:
    """The call leaves its array arguments as they were.

    Returns nothing, unlike `check.unchanged`: nbgrader takes a value at the end of a test cell for the score.
    """
    check.unchanged(function, *args, hint=hint, **kwargs)


close = _hint_only(check.close)
equal = _hint_only(check.equal)
shape = _hint_only(check.shape)
pieces = _hint_only(check.pieces)
true = _hint_only(check.true)
raises = _hint_only(_raises)
unchanged = _hint_only(_unchanged)
accepts = _hint_only(_accepts)
call = _hint_only(_call)
agrees = _hint_only(_agrees)

"""Checks with messages that teach: what came, what was wanted, where they first differ, and a likely cause.

Every check takes a `hint`, the sentence that names the likely mistake, and raises CheckFailed when it fails.
"""

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np


class CheckFailed(AssertionError):
    """A check that did not hold; the message is meant for the student."""


def close(actual: Any, expected: Any, *, hint: str, rtol: float = 1e-5, atol: float = 1e-6) -> None:
    """Numbers of the right shape, within rtol of the largest expected value (or atol).

    The tolerance follows the largest value and not each single one, so that sums taken in another order, or in
    float32, do not fail where terms cancel. `actual` may be any array-like; a list or tuple of arrays is
    compared piece by piece when `expected` is a tuple.
    """
    if isinstance(expected, tuple):
        pieces(actual, len(expected), hint=hint)
        for one_actual, one_expected in zip(actual, expected):
            close(one_actual, one_expected, hint=hint, rtol=rtol, atol=atol)
        return
    numbers, expected = as_numbers(actual, hint=hint), np.asarray(expected, dtype=float)
    shape(numbers, expected.shape, hint=hint)
    with np.errstate(all="ignore"):
        tolerance = atol + rtol * np.abs(expected).max(initial=0)
        wrong = ~(np.abs(numbers - expected) <= tolerance)  # NaN is never close
    if wrong.any():
        cell = tuple(int(index[0]) for index in np.nonzero(wrong)) if wrong.ndim else ()
        place = f" at {list(cell)}" if cell else ""
        raise CheckFailed(
            f"{int(wrong.sum())} of {wrong.size} values differ; the first{place} is {numbers[cell]:g}, "
            f"expected {expected[cell]:g}. {hint}"
        )


def equal(actual: Any, expected: Any, *, hint: str) -> None:
    """Exactly these numbers, for things that are counted; 320.0 is as good as 320, and a list as good as a tuple."""
    numbers, expected = as_numbers(actual, hint=hint), np.asarray(expected)
    shape(numbers, expected.shape, hint=hint)
    wrong = numbers != expected
    if wrong.any():
        cell = tuple(int(index[0]) for index in np.nonzero(wrong)) if wrong.ndim else ()
        place = f"At {list(cell)} " if cell else ""
        raise CheckFailed(f"{place}{numbers[cell]:,.10g} came back, expected {expected[cell]:,}. {hint}")


def shape(actual: Any, expected_shape: tuple[int, ...], *, hint: str) -> None:
    """The array has this shape."""
    actual_shape = as_numbers(actual, hint=hint).shape
    if actual_shape != tuple(expected_shape):
        raise CheckFailed(f"The shape is {actual_shape}, expected {tuple(expected_shape)}. {hint}")


def pieces(actual: Any, count: int, *, hint: str) -> None:
    """A tuple or list (or stacked array) of so many results."""
    if actual is None:
        raise CheckFailed(f"None came back: is a `return` missing? {hint}")
    try:
        number = len(actual)
    except TypeError:
        raise CheckFailed(f"One {type(actual).__name__} came back, expected {count} results. {hint}") from None
    if number != count:
        raise CheckFailed(f"{number} results came back, expected {count}. {hint}")


def true(condition: Any, *, hint: str) -> None:
    """A statement that must hold; the hint says it all."""
    if not bool(np.all(condition)):
        raise CheckFailed(hint)


def raises(error: type[Exception], function: Callable, *args: Any, hint: str, **kwargs: Any) -> None:
    """Calling the function with these arguments raises `error`."""
    try:
        result = function(*args, **kwargs)
    except Exception as raised:
        # The name counts as well: the grader calls functions in another process and hands on what they raise.
        if isinstance(raised, error) or type(raised).__name__ == error.__name__:
            return
        raise CheckFailed(f"{type(raised).__name__} was raised ({raised}), expected {error.__name__}. {hint}") from None
    came = f"an array of shape {result.shape}" if isinstance(result, np.ndarray) else type(result).__name__
    raise CheckFailed(f"Nothing was raised ({came} came back), expected {error.__name__}. {hint}")


def unchanged(function: Callable, *args: Any, hint: str, **kwargs: Any) -> Any:
    """Call the function, see that it left its arrays and lists as they were, and return its result."""
    before = {
        number: np.array(argument, copy=True)
        for number, argument in enumerate(args, start=1)
        if isinstance(argument, (np.ndarray, list, tuple))
    }
    result = function(*args, **kwargs)
    for number, copy in before.items():
        if not np.array_equal(np.asarray(args[number - 1]), copy):
            raise CheckFailed(f"Argument {number} was changed by the call. {hint}")
    return result


def as_numbers(actual: Any, *, hint: str) -> np.ndarray:
    """The array-like as an array of real numbers; a sentence where it is none."""
    if actual is None:
        raise CheckFailed(f"None came back: is a `return` missing? {hint}")
    try:
        array = np.asarray(actual)
    except (ValueError, TypeError):
        raise CheckFailed(f"The rows of the result have different lengths: it is no array. {hint}") from None
    if array.dtype.kind == "c":
        raise CheckFailed(f"The result has complex numbers; take the real part. {hint}")
    if array.dtype.kind not in "biuf":
        raise CheckFailed(f"The result is not an array of numbers but {type(actual).__name__}. {hint}")
    # Differences of unsigned or boolean numbers would wrap around or fail.
    return array if array.dtype.kind == "f" else array.astype(float)


def print_warnings() -> None:
    """From now on warnings are printed as plain text: on the error stream they would cost a cell its points."""
    warnings.showwarning = lambda message, category, *place: print(f"{category.__name__}: {message}")

"""The checks students read, and their hidden twins, which say the hint and nothing else."""

import warnings

import numpy as np
import pytest

from autograder import hidden
from convcourse import check

HINT = "Mind the stride."


def message_of(checked, *args, **kwargs) -> str:
    with pytest.raises(check.CheckFailed) as failure:
        checked(*args, hint=HINT, **kwargs)
    return str(failure.value)


@pytest.mark.parametrize(
    "actual",
    [
        np.array([[1.0, 2.0], [3.0, 4.0]], dtype=np.float32),
        [[1, 2], [3, 4]],
        ((1.0, 2.0), (3.0, 4.0)),
        np.array([[1, 2], [3, 4]], dtype=np.uint8),
        np.array([[1.0, 2.0], [3.0, 4.00003]]),
    ],
)
def test_close_takes_any_array_like_within_the_tolerance(actual) -> None:
    check.close(actual, np.array([[1.0, 2.0], [3.0, 4.0]]), hint=HINT)


def test_close_says_where_the_first_difference_is() -> None:
    message = message_of(check.close, [[1.0, 2.0], [3.0, 9.0]], [[1.0, 2.0], [3.0, 4.0]])
    assert message == f"1 of 4 values differ; the first at [1, 1] is 9, expected 4. {HINT}"


@pytest.mark.parametrize(
    ("actual", "words"),
    [
        (None, "None came back: is a `return` missing?"),
        ([[1.0], [2.0, 3.0]], "different lengths"),
        (np.ones(2) + 1j, "complex"),
        ("text", "not an array of numbers but str"),
        ({"a": 1}, "not an array of numbers but dict"),
        ([1.0, 2.0, 3.0], "The shape is (3,), expected (2,)"),
        ([1.0, np.nan], "nan, expected 1"),
        ([1.0, np.inf], "inf, expected 1"),
        (np.array([1, 255], dtype=np.uint8), "255, expected 1"),
    ],
)
def test_close_tells_in_words_what_came(actual, words: str) -> None:
    assert words in message_of(check.close, actual, np.ones(2))


def test_nan_is_never_right_even_where_it_is_expected() -> None:
    message_of(check.close, [np.nan], [np.nan])


def test_the_tolerance_follows_the_largest_value() -> None:
    check.close([1000.0, 0.005], [1000.0, 0.0], hint=HINT)
    message_of(check.close, [1.0, 0.005], [1.0, 0.0])


def test_several_results_are_compared_one_by_one() -> None:
    expected = (np.ones(2), np.zeros((1, 3)))
    check.close([[1, 1], [[0, 0, 0]]], expected, hint=HINT)
    assert "1 results came back, expected 2" in message_of(check.close, (np.ones(2),), expected)
    assert "[0, 1] is 5" in message_of(check.close, (np.ones(2), [[0, 5, 0]]), expected)
    assert "return" in message_of(check.close, None, expected)


def test_raises_wants_the_right_error() -> None:
    def refuse(value):
        raise ValueError("no")

    check.raises(ValueError, refuse, 1, hint=HINT)
    assert "ValueError was raised (no), expected KeyError" in message_of(check.raises, KeyError, refuse, 1)
    assert "an array of shape (2,) came back" in message_of(check.raises, ValueError, np.asarray, [1, 2])


def test_unchanged_sees_a_write_and_hands_on_the_result() -> None:
    def spoil(array):
        array[0] = 7
        return array.sum()

    assert check.unchanged(np.sum, np.ones(3), hint=HINT) == 3
    assert "Argument 1 was changed" in message_of(check.unchanged, spoil, np.ones(3))


def test_true_says_the_hint() -> None:
    check.true(np.array([True, True]), hint=HINT)
    assert message_of(check.true, np.array([True, False])) == HINT


def test_warnings_are_printed_and_not_written_to_the_error_stream(monkeypatch, capsys) -> None:
    monkeypatch.setattr(warnings, "showwarning", warnings.showwarning)
    with warnings.catch_warnings():
        check.print_warnings()
        warnings.simplefilter("always")
        warnings.warn("overflow", RuntimeWarning, stacklevel=1)
    captured = capsys.readouterr()
    assert captured.out == "RuntimeWarning: overflow\n"
    assert captured.err == ""


def leaky(*secrets):
    raise ValueError(f"could not broadcast {secrets}")


def spoil(array):
    array *= 2


@pytest.mark.parametrize(
    ("checked", "args"),
    [
        (hidden.close, ([1.0], [12345.0])),
        (hidden.close, (None, [12345.0])),
        (hidden.shape, ([1.0], (12345,))),
        (hidden.pieces, ([1.0], 12345)),
        (hidden.true, (False,)),
        (hidden.raises, (KeyError, leaky, 12345)),
        (hidden.raises, (KeyError, np.asarray, 12345)),
        (hidden.unchanged, (spoil, np.full(2, 12345.0))),
        (hidden.agrees, (np.sin, np.cos, np.full(2, 12345.0))),
    ],
)
def test_hidden_checks_say_the_hint_only(checked, args) -> None:
    assert message_of(checked, *args) == HINT


@pytest.mark.parametrize(
    ("checked", "args"),
    [(hidden.call, ()), (hidden.accepts, ()), (hidden.unchanged, ()), (hidden.agrees, (np.negative,))],
)
def test_a_students_exception_is_told_by_its_type_without_its_message(checked, args) -> None:
    with pytest.raises(check.CheckFailed) as failure:
        checked(leaky, *args, 12345, hint=HINT)
    assert str(failure.value) == f"Your code raised ValueError. {HINT}"
    # neither chained nor in the context: a traceback would show the message
    assert failure.value.__cause__ is None
    assert failure.value.__context__ is None


def test_an_exception_of_the_students_making_cannot_carry_a_name_out() -> None:
    def telling(value):
        raise type(f"secret_{value}", (Exception,), {})

    assert message_of(hidden.call, telling, 12345) == f"Your code raised an exception. {HINT}"


def test_hidden_checks_return_nothing_that_could_become_a_score() -> None:
    assert hidden.unchanged(np.sum, np.ones(3), hint=HINT) is None
    assert hidden.accepts(np.sum, np.ones(3), hint=HINT) is None
    assert hidden.agrees(np.sum, np.sum, np.ones(3), hint=HINT) is None
    assert hidden.call(np.sum, np.ones(3), hint=HINT) == 3


@pytest.mark.parametrize("actual", [[3, 2, 1], (3.0, 2.0, 1.0), np.array([3, 2, 1], dtype=np.uint8)])
def test_equal_takes_whole_numbers_of_any_kind(actual) -> None:
    check.equal(actual, (3, 2, 1), hint=HINT)
    check.equal(138_357_544.0, 138_357_544, hint=HINT)


def test_equal_is_exact_and_writes_large_numbers_out() -> None:
    """A tolerance would take 138,357,544 and one more for the same; six digits would not show the difference."""
    message = message_of(check.equal, 138_357_545, 138_357_544)
    assert message == f"138,357,545 came back, expected 138,357,544. {HINT}"
    assert message_of(check.equal, [7, 2.5], [7, 2]) == f"At [1] 2.5 came back, expected 2. {HINT}"
    assert message_of(check.equal, float("nan"), 2) == f"nan came back, expected 2. {HINT}"


@pytest.mark.parametrize("actual", [None, "5", [[5]], [5, 5], (None, 5)])
def test_equal_refuses_what_is_no_such_number(actual) -> None:
    assert HINT in message_of(check.equal, actual, 5)
    assert message_of(hidden.equal, actual, 5) == HINT


def test_unchanged_looks_at_arrays_and_lists_among_other_arguments() -> None:
    class Network:
        pass

    def clears(network, image):
        image[0] = 0
        return image

    assert check.unchanged(lambda network, image, name: image, Network(), [1, 2], "conv", hint="Copy.") == [1, 2]
    for image in ([1, 2], np.array([1.0, 2.0])):
        with pytest.raises(check.CheckFailed, match="Argument 2"):
            check.unchanged(clears, Network(), image, hint="Copy.")

"""Parsing in several threads at once, as the grader's workers do."""

import gc
import sys
import threading
from collections.abc import Iterator

import pytest

from autograder.engine.parsing import parse


@pytest.fixture
def busy_interpreter() -> Iterator[None]:
    """Threads change places as often as they can, and garbage is collected, by Python code, in the midst of parsing."""
    interval, thresholds = sys.getswitchinterval(), gc.get_threshold()
    sys.setswitchinterval(1e-6)
    gc.set_threshold(20)
    yield
    sys.setswitchinterval(interval)
    gc.set_threshold(*thresholds)


class Garbage:
    """A cycle whose end runs Python code, during which another thread may take over."""

    def __init__(self) -> None:
        self.myself = self

    def __del__(self) -> None:
        sum(range(50))


def test_threads_that_parse_at_once_do_not_disturb_each_other(busy_interpreter: None) -> None:
    """With plain ast.parse this ends in SystemError on Python 3.11."""
    source = "\n".join(f"def f{number}(x):\n    return [[(x + 1) * 2 for y in x] for z in x]" for number in range(60))
    errors = []

    def work() -> None:
        try:
            for _ in range(10):
                for _ in range(200):
                    Garbage()
                parse(source)
        except SystemError as error:
            errors.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []

"""The Python side of Python in the page (book/_static/live/runner.py), here in an ordinary Python."""

import json
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "book" / "_static" / "live"))

import runner  # noqa: E402


@pytest.fixture
def posted(monkeypatch):
    """What the page would be told, in order."""
    outputs = []
    monkeypatch.setattr(runner, "_post", outputs.append, raising=False)
    monkeypatch.setattr(runner, "namespace", {"__name__": "__main__"})
    monkeypatch.setattr(runner, "ran", {})
    monkeypatch.setattr(runner, "when", {})
    return outputs


def run(source: str, number: int = 1) -> dict:
    return json.loads(runner.run_cell(number, source))


def text(posted: list[dict], stream: str) -> str:
    return "".join(output["text"] for output in posted if output.get("stream") == stream)


def test_prints_and_the_last_value_are_shown(posted):
    assert run("x = 2\nprint('x is', x)\n(x, x * 2)") == {"status": "done"}
    assert text(posted, "stdout") == "x is 2\n"
    assert text(posted, "result") == "(2, 4)"


@pytest.mark.parametrize("source", ["x = 3", "3;", "None", "print(end='')", "", "# nothing"])
def test_a_cell_without_a_value_shows_none(posted, source):
    assert run(source) == {"status": "done"}
    assert posted == []


def test_an_object_shows_itself_at_its_best(posted):
    run("class Bold:\n    def _repr_html_(self): return '<b>x</b>'\nBold()")
    assert posted == [{"kind": "html", "data": "<b>x</b>"}]


def test_names_live_on_in_the_next_cell(posted):
    run("def double(x):\n    return 2 * x")
    run("double(21)", 2)
    assert text(posted, "result") == "42"


def test_an_error_reads_as_python_shows_it(posted):
    run("def half(x):\n    return x / 0", 1)
    result = run("y = 1\nhalf(y)", 2)
    assert result["status"] == "error"
    assert result["text"].splitlines() == [
        "Traceback (most recent call last):",
        '  File "<cell 2>", line 2, in <module>',
        "    half(y)",
        '  File "<cell 1>", line 2, in half',
        "    return x / 0",
        "           ~~^~~",
        "ZeroDivisionError: division by zero",
    ]


def test_a_mistake_in_the_syntax_shows_the_line(posted):
    result = run("x = 1\nfor in x:")
    assert "for in x:" in result["text"] and result["text"].rstrip().endswith("SyntaxError: invalid syntax")
    assert "runner.py" not in result["text"]


@pytest.mark.parametrize("source", ["raise SystemExit", "raise KeyboardInterrupt", "import os, sys; sys.exit(3)"])
def test_leaving_is_an_error_like_any_other(posted, source):
    assert run(source)["status"] == "error"


def test_a_package_that_is_missing_is_named(posted, monkeypatch):
    monkeypatch.setitem(sys.modules, "keras", None)
    result = run("import keras.layers")
    assert (result["status"], result["module"]) == ("missing", "keras")


def test_magics_do_nothing(posted):
    assert run("%matplotlib inline\nif True:\n    !ls\nx = 5\nx") == {"status": "done"}
    assert text(posted, "result") == "5"


def test_endless_printing_is_cut(posted):
    run("for k in range(100_000): print('again')")
    assert len(text(posted, "stdout")) < 210_000
    assert text(posted, "stdout").endswith("[more was printed; the rest is left out]\n")


def test_figures_of_pyplot_are_shown_once(posted, monkeypatch):
    run("import matplotlib\nmatplotlib.use('agg')\nimport matplotlib.pyplot as plt\nplt.figure(); plt.plot([1, 2]);")
    assert [output["kind"] for output in posted] == ["png"]
    run("x = 1", 2)
    assert len(posted) == 1


CELLS = [
    "import numpy as np\nimport scipy",  # 1
    "signal = np.arange(4)",  # 2
    "other = np.ones(3)",  # 3
    "signal[0] = 7",  # 4: changes what 2 made
    "print(other)",  # 5
    "print(signal)",  # 6
    "def total(): return signal.sum()",  # 7
    "total()",  # 8
]


def planned(number: int, cells=CELLS) -> list[int]:
    return json.loads(runner.plan(json.dumps(cells), number))


def run_planned(number: int, cells=CELLS) -> list[int]:
    plan = planned(number, cells)
    for each in plan:
        run(cells[each - 1].replace("import scipy", ""), each) if each == 1 else run(cells[each - 1], each)
        runner.ran[each - 1] = cells[each - 1]
    return plan


def test_a_cell_builds_on_those_that_mention_its_names(posted):
    assert planned(6) == [1, 2, 4, 6]
    assert planned(5) == [1, 3, 5]
    assert planned(2) == [1, 2]
    assert planned(1) == [1]


def test_a_function_brings_what_it_uses(posted):
    assert set(planned(8)) >= {1, 2, 4, 7, 8}
    assert 3 not in planned(8)


def test_what_ran_does_not_run_again(posted):
    assert run_planned(6) == [1, 2, 4, 6]
    assert run_planned(6) == [6]
    assert run_planned(5) == [3, 5]


def test_a_change_above_makes_those_below_run_again(posted):
    run_planned(6)
    changed = [*CELLS]
    changed[1] = "signal = np.zeros(2)"
    assert run_planned(2, changed) == [2]
    assert planned(6, changed) == [4, 6]


def test_a_change_that_has_not_run_is_run(posted):
    run_planned(6)
    changed = [*CELLS]
    changed[1] = "signal = np.zeros(2)"
    assert planned(6, changed) == [2, 4, 6]


def test_a_cell_with_a_mistake_in_it_stops_no_plan(posted):
    assert planned(2, ["import numpy as np", "np.ones(", "for"]) == [2]

"""Made submissions: answers from a Python file into the answer cells of a notebook."""

from pathlib import Path

import pytest
from course import small_notebook

from autograder.submissions import fill_in, read_answers


@pytest.fixture
def answers(tmp_path: Path):
    def write(text: str) -> dict[str, str]:
        path = tmp_path / "answers.py"
        path.write_text(text)
        return read_answers(path, small_notebook())

    return write


def test_fill_in_changes_a_copy() -> None:
    notebook = small_notebook()
    filled = fill_in(notebook, {"double": "def double(x):\n    return 2 * x"})
    assert filled.cells[1].source == "def double(x):\n    return 2 * x"
    assert notebook == small_notebook()
    assert filled.cells[2] == notebook.cells[2]


@pytest.mark.parametrize("name", ["triple", "test_double"])
def test_only_answer_cells_can_be_filled(name: str) -> None:
    with pytest.raises(KeyError):
        fill_in(small_notebook(), {name: "pass"})


def test_helpers_and_imports_go_with_the_answer_they_stand_before(answers) -> None:
    text = '''"""Wrong."""
import math

LOSES = ["a"]
TWO = 2


def helper(x):
    return TWO


@helper
def double(x):
    pass
'''
    source = answers(text)["double"]
    assert source.splitlines()[0] == "import math"
    assert "TWO = 2" in source
    assert "def helper(x):" in source
    assert source.endswith("@helper\ndef double(x):\n    pass")
    assert "LOSES" not in source
    assert "Wrong" not in source


@pytest.mark.parametrize(
    "text", ["", '"""Nothing."""\n', "def dubble(x):\n    pass\n", "def double(x):\n    pass\n\n\nX = 1\n"]
)
def test_code_that_belongs_to_no_answer_is_refused(answers, text: str) -> None:
    with pytest.raises(ValueError, match="no answer cell"):
        answers(text)

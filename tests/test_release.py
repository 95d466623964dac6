"""The release gate: nothing secret reaches students, whatever an author mistypes."""

import shutil
from pathlib import Path

import nbformat
import pytest
from course import ROOT, Course, small_notebook

from autograder import release
from autograder.statements import Shown


def test_released_notebook_holds_no_secret(released_small: Course) -> None:
    course = released_small
    text = "\n".join(cell.source for cell in course.released.cells)
    assert "assert double(2) == 4" in text
    assert "NotImplementedError" in text
    assert "secret" not in text
    assert "y = y + x" not in text
    assert release.check_release(course.root) == []


MISSPELT = [
    ("### BEGIN HIDDEN TESTS", "### BEGIN HIDDEN TEST"),
    ("### BEGIN HIDDEN TESTS", "###BEGIN HIDDEN TESTS"),
    ("### BEGIN HIDDEN TESTS", "# begin hidden tests"),
    ("### END HIDDEN TESTS", "### END HIDEN TESTS"),
    ("### BEGIN SOLUTION", "### BEGIN SOLUTIONS"),
    ("### END SOLUTION", "pass"),
]


@pytest.mark.parametrize(("right", "wrong"), MISSPELT)
def test_misspelt_marker_is_a_problem(right: str, wrong: str) -> None:
    sources = [cell.source for cell in small_notebook().cells]
    assert not any(release.marker_problems(source) for source in sources)
    assert any(release.marker_problems(source.replace(right, wrong)) for source in sources)


def test_misspelt_marker_stops_the_release(course: Course) -> None:
    path = course.root / "solutions" / "small" / "small.ipynb"
    path.write_text(path.read_text().replace("BEGIN HIDDEN TESTS", "BEGIN HIDDEN TEST"))
    shutil.rmtree(course.root / "assignments")
    result = course.nbgrader("generate_assignment", "small", check=False)
    assert result.returncode != 0
    assert "did you mean" in result.stderr
    assert not (course.root / "assignments" / "small" / "small.ipynb").exists()


def test_prose_about_tests_is_no_marker() -> None:
    assert release.marker_problems("# The tests below begin with an example.\nx = 1  # the end of the test image") == []


def test_a_solution_in_the_book_is_found() -> None:
    source = small_notebook()
    page = "Some prose.\n\n```python\ndef f(x):\n        y = x\n        # why\n        y = y + x\n        return y\n```"
    assert any("book/page.md" in leak for leak in release.leaks(source, {"book/page.md": page}))
    assert release.leaks(source, {"book/page.md": "y = x\nreturn y"}) == []


ONE_LINE = (
    "def views(model, names):\n    return keras.Model(model.input, [model.get_layer(name).output for name in names])"
)


def told(text: str, name: str = "book/page.md", solution: str = ONE_LINE) -> list[str]:
    source = small_notebook()
    source.cells[1].source, source.metadata["convcourse"] = solution, {"withheld": ["zoo"]}
    return release.told_answers(source, Shown({name: text}))


def test_an_answer_with_other_names_is_found() -> None:
    fixed = "parts = keras.Model(network.model.input, [network.model.get_layer(n).output\n    for n in ('a', 'b')])"
    cell = fixed.replace("('a', 'b')", "layers")
    assert told(f"```{{code-cell}} ipython3\n:tags: [x]\nlayers = 'a', 'b'\n{cell}\n```")
    assert told("You need `keras.Model(m.input, [m.get_layer(layer).output for layer in layers])`, as always.")
    code = "def any_name(m, ls):\n    y = keras.Model(m.input, [m.get_layer(l).output for l in ls])\n    return y"
    assert told(code, "convcourse/data/some.py")
    # what is withheld while the assignment is graded
    assert told(code, "convcourse/zoo/some.py") == []
    # one fixed case, other layers, another network's layers: no answer to paste
    assert told(f"```python\n{fixed}\n```") == []
    assert told("`keras.Model(model.input, model.get_layer(name).output)`") == []
    assert told("`keras.Model(model.input, [other.get_layer(name).output for name in names])`") == []
    assert told("No code: for name in names], and `an unfinished (`.") == []


def test_what_anybody_writes_is_no_answer() -> None:
    short = "def f(window):\n    return np.unravel_index(window.argmax(), window.shape)"
    assert told("`np.unravel_index(fall.argmax(), fall.shape)`", solution=short) == []
    table = (
        "def sobel(image):\n    return correlate(image, np.array([[1, 0, -1], [2, 0, -2], [1, 0, -1]], dtype=float))"
    )
    assert told("`np.array([[1, 0, -1], [2, 0, -2], [1, 0, -1]], dtype=float)`", solution=table) == []


def test_a_hidden_test_in_the_release_is_found() -> None:
    leaky = "secret = 21\nassert double(secret) == 42, 'wrong for odd numbers'\nassert double(-secret) == -42"
    assert len(release.leaks(small_notebook(), {"assignments/small": leaky})) == 1


def test_outputs_are_found(course: Course) -> None:
    path = course.root / "assignments" / "small" / "small.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[1].outputs = [nbformat.v4.new_output("stream", text="42")]
    nbformat.write(notebook, path)
    assert release.check_release(course.root) == ["small: a notebook holds outputs"]


def test_the_projects_own_release() -> None:
    """assignments/, convcourse/ and book/ as committed."""
    assert release.check_release(ROOT) == []


def test_release_is_up_to_date(tmp_path: Path) -> None:
    """What is committed under assignments/ is what the committed sources generate."""
    for source in sorted((ROOT / "solutions").glob("*/*.ipynb")):
        course = Course(tmp_path / source.stem, source.stem, nbformat.read(source, as_version=4))
        course.nbgrader("generate_assignment", source.stem)
        committed = nbformat.read(ROOT / "assignments" / source.stem / source.name, as_version=4)
        assert committed == course.released, (
            f"run `make release`: assignments/{source.stem} is not what its source gives"
        )

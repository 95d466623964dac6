"""The integrity report finds copies, leaves independent work alone, and shows hostile text as text."""

import ast
import builtins
import html
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import h5py
import nbformat
import numpy as np
import pytest
from course import ROOT, Course
from nbformat.v4 import new_code_cell
from test_mutants import read_solution, source_of

from autograder.engine.grading import Settings
from autograder.engine.warm import warm_process
from autograder.integrity import code, weights, winnowing
from autograder.integrity.__main__ import LEAST_SHARE, LEAST_TOKENS, model_files
from autograder.integrity.page import page
from autograder.submissions import fill_in, read_answers

ASSIGNMENTS = sorted(path.name for path in (ROOT / "tests" / "variants").iterdir())


class Renamed(ast.NodeTransformer):
    """Other names for everything but the functions that the assignment asks for."""

    def __init__(self, kept: set[str]) -> None:
        self._kept, self._new = kept, {}

    def _name(self, old: str) -> str:
        return old if old in self._kept else self._new.setdefault(old, f"thing_{len(self._new)}")

    def visit_arg(self, node: ast.arg) -> ast.arg:
        node.arg = self._name(node.arg)
        return node

    def visit_Name(self, node: ast.Name) -> ast.Name:
        node.id = self._name(node.id)
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        node.name = self._name(node.name)
        return self.generic_visit(node)


def disguised(source: str, kept: set[str]) -> str:
    """Renamed, without comments and docstrings, with other ones, in another layout."""
    tree = Renamed(kept).visit(ast.parse(source))
    text = ast.unparse(tree).replace("\n", "\n\n").replace("(", "( ")
    return f'"""All my own work."""\n# I thought long about this\n{text}'


def the_class(assignment: str) -> tuple[dict[str, str], list[str], frozenset[str]]:
    """The solution and every right answer of the bank, in independent styles: student -> cells; what is given."""
    source = source_of(assignment)
    released = nbformat.read(ROOT / "assignments" / assignment / f"{assignment}.ipynb", as_version=4)
    solution = read_solution(source)
    paths = sorted((ROOT / "tests" / "variants" / assignment).glob("*.py"))
    students = {path.stem: read_answers(path, released) for path in paths}
    given = [cell.source for cell in released.cells if cell.cell_type == "code"]
    known = frozenset().union(*map(code.given_names, given))
    return {"solution": solution, **students}, given, known


def pairs(students: dict[str, dict[str, str]], given: list[str], known: frozenset[str], least: float):
    texts = {name: kinds("\n".join(answers.values()), known) for name, answers in students.items()}
    return winnowing.compare(texts, [kinds(text, known) for text in given], least, LEAST_TOKENS)


def kinds(source: str, known: frozenset[str] = frozenset()) -> list[str]:
    return [token.kind for token in code.tokens(source, known)]


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_independent_answers_are_not_listed(assignment: str) -> None:
    """A real corpus: every right answer of the bank in another style, hundreds of pairs. None is a false one."""
    found = pairs(*the_class(assignment), LEAST_SHARE)
    assert [(pair.first, pair.second, round(pair.share, 2)) for pair in found] == []


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_a_copy_with_other_names_is_found(assignment: str) -> None:
    students, given, known = the_class(assignment)
    kept = {*dir(builtins), *known}
    copies = {
        f"{name} again": {cell: disguised(source, kept) for cell, source in reversed(answers.items())}
        for name, answers in students.items()
    }
    found = pairs({**students, **copies}, given, known, LEAST_SHARE)
    assert {(pair.first, pair.second) for pair in found} >= {(name, f"{name} again") for name in students}
    assert min(pair.share for pair in found if pair.second == f"{pair.first} again") > 0.85


def test_half_a_copy_is_listed_above_independent_work() -> None:
    students, given, known = the_class("convolution")
    mixed = {**students["plain_loops_and_lists"], "conv2d": students["solution"]["conv2d"]}
    mixed["conv2d_backward"] = students["solution"]["conv2d_backward"]
    first, *_ = pairs({**students, "mixed": mixed}, given, known, 0.0)
    assert {first.first, first.second} <= {"mixed", "plain_loops_and_lists", "solution"}


def test_what_is_handed_out_and_what_many_have_does_not_count() -> None:
    handed_out = "def f(x):\n    for i in range(3):\n        x[i] = x[i] + 2 * x[i + 1] - 3 * x[i - 1]\n" * 3
    texts = {name: kinds(handed_out) for name in ("ann", "bob")}
    assert winnowing.compare(texts, [], 0.5, 20)[0].share == 1
    assert winnowing.compare(texts, [kinds(handed_out)], 0.5, 20) == []
    assert winnowing.compare({f"s{number}": kinds(handed_out) for number in range(12)}, [], 0.5, 20) == []


def test_fingerprints_are_those_of_the_paper() -> None:
    """Figure 2 of Schleimer, Wilkerson and Aiken: windows of length four over these hashes."""
    hashes = [77, 74, 42, 17, 98, 50, 17, 98, 8, 88, 67, 39, 77, 74, 42, 17, 98]
    before, winnowing.WINDOW = winnowing.WINDOW, 4
    try:
        chosen = winnowing.fingerprints(hashes)
    finally:
        winnowing.WINDOW = before
    # the paper keeps every occurrence (17 17 8 39 17); we keep a place for each value
    assert set(chosen) == {17, 8, 39}


def test_every_common_passage_of_the_promised_length_is_found() -> None:
    length = winnowing.K + winnowing.WINDOW - 1
    words = [f"w{number}" for number in range(200)]
    for at in range(0, 100, 7):
        one = [f"a{number}" for number in range(at)] + words[at : at + length] + ["a"] * 30
        two = [f"b{number}" for number in range(50)] + words[at : at + length] + ["b"] * 30
        (pair,) = winnowing.compare({"one": one, "two": two}, [], 0, 0)
        assert pair.tokens == length


def test_a_text_that_repeats_itself_takes_no_time() -> None:
    texts = {name: ["x"] * 20_000 for name in ("ann", "bob")}
    assert len(winnowing.compare(texts, [], 0, 0)) == 1


@pytest.mark.parametrize(
    "source", ["def f(:\n  'x", "a = (((", "\x00", "if x:\n        a\n   b", "%%bash\nrm x\n!ls", "é = '𝒳'"]
)
def test_any_text_has_tokens(source: str) -> None:
    for token in code.tokens(source):
        assert 0 <= token.start <= token.end <= len(source)


# ---- the page

HOSTILE = "<script>alert(1)</script></pre><img src=x onerror=alert(2)>"


class Page(HTMLParser):
    """Tags and attributes as a browser reads them, and the text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags, self.attributes, self.text = [], [], ""
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list) -> None:
        self.tags.append(tag)
        self.attributes += attributes

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture
def copied(course: Course) -> Course:
    """Ann and bob have the same code and weights, carol her own; all of them write for the instructor's browser."""
    body = "\n".join(f"    total += x[{number}] * {number}  # {HOSTILE}" for number in range(12))
    for student, answer in {
        "ann": f"def double(x):\n    total = 0\n{body}\n    return total",
        "bob<img src=x onerror=alert(3)>": f"def double(y):\n{body.replace('x[', 'y[').replace('total', 'sum_')}",
        "carol": f"def double(x):\n    '''{HOSTILE}'''\n    return x + x",
    }.items():
        notebook = fill_in(course.released, {"double": answer})
        notebook.cells.append(new_code_cell(f"name = '{HOSTILE}' + '\ud800'" if student == "carol" else "1"))
        course.submitted(student).mkdir(parents=True)
        text = nbformat.writes(notebook).replace("\ud800", "\\ud800")
        (course.submitted(student) / "small.ipynb").write_text(text)
        keras_file(course.submitted(student) / "model.keras", trained(student == "carol", (3, 2), (2,)), student[:3])
    course.submitted("blank").mkdir(parents=True)
    return course


def keras_file(path: Path, arrays: dict[str, np.ndarray], note: str = "") -> None:
    """A `.keras` file with these weights: name of the layer -> array. Whatever else may differ does, by the note."""
    weights = io.BytesIO()
    with h5py.File(weights, "w") as file:
        for name, array in arrays.items():
            file[f"layers/{name}{note}/vars/0"] = array
        file["optimizer/vars/0"] = np.arange(len(note) + 1.0)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("metadata.json", json.dumps(note))
        archive.writestr("config.json", "{}")
        archive.writestr("model.weights.h5", weights.getvalue())


def trained(seed: int, *shapes: tuple[int, ...]) -> dict[str, np.ndarray]:
    """Arrays such as training leaves behind."""
    rng = np.random.default_rng(seed)
    return {f"dense_{number}": rng.normal(size=shape).astype("float32") for number, shape in enumerate(shapes)}


def report(course: Course, *arguments: str) -> str:
    """What the command prints. In a process of its own: nbgrader sets up logging anew, which closes the streams of
    handlers that are there already, and TensorFlow's has pytest's."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "JUPYTER_NO_CONFIG": "1"}
    command = [sys.executable, "-m", "autograder.integrity", *arguments]
    return subprocess.run(command, cwd=course.root, env=environment, capture_output=True, text=True, check=True).stdout


def test_the_page(copied: Course) -> None:
    assert "1 pairs to look at" in report(copied, "small")
    text = (copied.root / "autograder" / "integrity-small.html").read_text()
    page = Page(text)
    assert "script" not in page.tags and "img" not in page.tags
    assert not [name for name, _ in page.attributes if name.startswith("on")]
    assert not [value for name, value in page.attributes if name in ("src", "href") and not value.startswith("#")]
    assert HOSTILE in page.text
    assert "4 submissions compared" in page.text
    assert "ann (model.keras), bob<img src=x onerror=alert(3)> (model.keras)" in page.text
    assert "carol (model.keras)" not in page.text
    # every mark leads to its counterpart
    targets = {value for name, value in page.attributes if name == "id"}
    assert {value[1:] for name, value in page.attributes if name == "href"} <= targets
    assert page.tags.count("mark") >= 2


def test_the_marks_are_the_common_passages(copied: Course) -> None:
    report(copied, "small", "--output", str(copied.root / "page.html"))
    marks = re.findall(r"<mark[^>]*>(.*?)</mark>", (copied.root / "page.html").read_text(), re.DOTALL)
    one, two = (html.unescape(re.sub(r"<a .*?</a> ", "", mark)) for mark in marks[:2])
    assert one.replace("x[", "y[").replace("total", "sum_") == two


# ---- weights


def groups(folder: Path, models: dict[str, dict], given: list[Path] | None = None) -> list[list[str]]:
    """Who is reported together, if these students hand in these weights, each with other layers' names and dates."""
    for student, arrays in models.items():
        keras_file(folder / f"{student}.keras", arrays, student)
    files = {student: [folder / f"{student}.keras"] for student in models}
    return [[student for student, _ in group] for group in weights.identical(files, given or [])]


def test_weights_are_compared_array_by_array(tmp_path: Path) -> None:
    own, other = trained(1, (3, 4), (4,)), trained(2, (3, 4), (4,))
    moved = {"x": own["dense_1"], "y": own["dense_0"]}
    assert groups(tmp_path, {"ann": own, "bob": moved, "carol": other}) == [["ann", "bob"]]
    keras_file(tmp_path / "given.keras", other)
    assert groups(tmp_path, {"ann": other, "bob": other}, [tmp_path / "given.keras"]) == []


def test_a_base_in_common_is_no_alarm(tmp_path: Path) -> None:
    """On the same pre-trained base, everybody trains a head of their own; ann and bob have one head."""
    base = {f"base_{name}": array for name, array in trained(3, *[(5, 5)] * 20).items()}
    heads = {"ann": trained(4, (5, 2)), "bob": trained(4, (5, 2)), "carol": trained(5, (5, 2))}
    heads["dave"] = {**trained(6, (5, 2)), "bias": np.zeros(2, "float32")}
    heads["eve"] = {**trained(7, (5, 2)), "bias": np.zeros(2, "float32")}
    assert groups(tmp_path, {student: base | head for student, head in heads.items()}) == [["ann", "bob"]]
    # one more or less of what many have, and of what says nothing, hides nothing
    crowd = {f"student {number}": base | trained(10 + number, (5, 2)) for number in range(11)}
    part = {name: base[name] for name in list(base)[1:]} | heads["ann"] | {"scale": np.ones(5, "float32")}
    assert groups(tmp_path, crowd | {"ann": base | heads["ann"], "bob": part}) == [["ann", "bob"]]
    # the base alone, as it was downloaded
    assert groups(tmp_path, crowd | {"ann": base, "bob": base}) == []


def test_hostile_files_have_no_weights(tmp_path: Path) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("config.json", "{}")
        archive.writestr("model.weights.h5", bytes(2**24))
    (tmp_path / "bomb.keras").write_bytes(bomb.getvalue())
    (tmp_path / "empty.keras").write_bytes(b"")
    (tmp_path / "broken.keras").write_bytes(bomb.getvalue()[:-40])
    (tmp_path / "no_arrays.keras").write_bytes(bomb.getvalue().replace(b"config", b"conf1g"))
    keras_file(tmp_path / "real.keras", trained(1, (3, 4)))
    (tmp_path / "link.keras").symlink_to(tmp_path / "real.keras")
    (tmp_path / "folder.keras").mkdir()
    warm = warm_process(["h5py"])
    for name in ("bomb", "empty", "broken", "no_arrays", "link", "folder", "missing"):
        assert weights.array_digests(tmp_path / f"{name}.keras", warm, Settings()) == frozenset(), name
    assert len(weights.array_digests(tmp_path / "real.keras", warm, Settings())) == 1


def test_without_rooms_the_page_says_that_weights_were_not_compared() -> None:
    text = page("small", 2, [], {}, "bwrap is <not> installed.", 0.5)
    assert "bwrap is &lt;not&gt; installed." in text
    assert "No two students" not in text


def test_folders_in_folders_end_no_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A search by recursion ends a thousand folders down, and with it the report on the whole class."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "model.keras").write_bytes(b"")
    monkeypatch.chdir(tmp_path)
    for _ in range(1050):
        os.mkdir("d")  # noqa: PTH102 (a path of all of them would be too long)
        os.chdir("d")
    monkeypatch.undo()
    assert [path.name for path in model_files(tmp_path)] == ["model.keras"]
    subprocess.run(["rm", "-rf", tmp_path / "d"], check=True)  # pytest, too, clears up by recursion

"""A module of convcourse that an assignment asks for is not there while the assignment is graded."""

import py_compile
import sys
from pathlib import Path

import nbformat
import pytest
from course import Course, nbgrader_cell, small_notebook
from nbformat.v4 import new_code_cell
from nbgrader.api import Gradebook

from autograder.engine.execute import imported_modules
from autograder.engine.grading import COURSE, withheld_modules

HONEST = "def output_size(n, kernel_size):\n    return n - kernel_size + 1"
# each of them answers with what it found of convcourse.counting, and would get the points if it found it
ATTACKS = {
    "imports": "from convcourse.counting import output_size",
    "imports_late": (
        "def output_size(n, kernel_size):\n    import convcourse.counting\n\n"
        "    return convcourse.counting.output_size(n, kernel_size)"
    ),
    "reads_the_file": (
        "import pathlib\nimport convcourse\n\n"
        "found = {}\nexec(pathlib.Path(convcourse.__file__).with_name('counting.py').read_text(), found)\n"
        "output_size = found['output_size']"
    ),
    "reads_what_was_compiled": (
        "import importlib.machinery\nimport importlib.util\nimport pathlib\nimport convcourse\n\n"
        "folder = pathlib.Path(convcourse.__file__).parent / '__pycache__'\n"
        "path = str(next(folder.glob('counting*.pyc')))\n"
        "loader = importlib.machinery.SourcelessFileLoader('found', path)\n"
        "module = importlib.util.module_from_spec(importlib.util.spec_from_loader('found', loader))\n"
        "loader.exec_module(module)\noutput_size = module.output_size"
    ),
    "inspects": (
        "import importlib\nimport inspect\nimport pkgutil\nimport convcourse\n\n"
        "sources = []\n"
        "for module in pkgutil.walk_packages(convcourse.__path__, 'convcourse.', onerror=lambda name: None):\n"
        "    try:\n        sources.append(inspect.getsource(importlib.import_module(module.name)))\n"
        "    except Exception:\n        pass\n"
        "source = next(text for text in sources if 'def output_' + 'size(n: int' in text)\n"
        "found = {}\nexec(source, found)\noutput_size = found['output_size']"
    ),
    "looks_among_loaded_modules": (
        "import sys\n\n"
        "output_size = next(vars(m)['output_size'] for m in list(sys.modules.values()) if 'output_size' in vars(m))"
    ),
    "looks_for_another_copy": (
        "import pathlib\nimport sys\n\n"
        "roots = [pathlib.Path(root or '.') for root in {*sys.path, sys.prefix, '/usr'}]\n"
        "paths = [path for root in roots for path in root.rglob('counting.py')]\n"
        "texts = [path.read_text(errors='replace') for path in paths]\n"
        "found = {}\nexec(next(text for text in texts if 'def output_' + 'size(' in text), found)\n"
        "output_size = found['output_size']"
    ),
    "unmounts": (
        "import pathlib\nimport subprocess\nimport convcourse\n\n"
        "place = pathlib.Path(convcourse.__file__).with_name('counting.py')\n"
        "subprocess.run(['umount', str(place)], capture_output=True)\n"
        "found = {}\nexec(place.read_text(), found)\noutput_size = found['output_size']"
    ),
}
# each of them has a function if it found something of the package convcourse.zoo
ON_A_PACKAGE = {
    "imports_a_package": "import convcourse.zoo",
    "imports_from_a_package": "from convcourse.zoo import build",
    "reads_a_packages_file": (
        "import pathlib\nimport convcourse\n\n"
        "texts = [path.read_text() for path in pathlib.Path(convcourse.__file__).with_name('zoo').rglob('*.py')]\n"
        "next(text for text in texts if 'lenet' in text)"
    ),
    "loads_a_packages_file": (
        "import importlib.util\nimport pathlib\nimport convcourse\n\n"
        "path = pathlib.Path(convcourse.__file__).with_name('zoo') / 'lenet.py'\n"
        "spec = importlib.util.spec_from_file_location('found', path)\n"
        "spec.loader.exec_module(importlib.util.module_from_spec(spec))"
    ),
    "loads_what_was_compiled_of_a_package": (
        "import importlib.machinery\nimport pathlib\nimport convcourse\n\n"
        "folder = pathlib.Path(convcourse.__file__).with_name('zoo') / '__pycache__'\n"
        "importlib.machinery.SourcelessFileLoader('found', str(next(folder.glob('lenet*.pyc')))).get_code('found')"
    ),
    "looks_for_a_package_among_loaded_modules": "import sys\n\nsys.modules['convcourse.zoo']",
    "unmounts_a_package": (
        "import pathlib\nimport subprocess\nimport convcourse\n\n"
        "place = pathlib.Path(convcourse.__file__).with_name('zoo')\n"
        "for path in [*place.rglob('*'), place]:\n"
        "    subprocess.run(['umount', str(path)], capture_output=True)\n"
        "next(path for path in place.rglob('*.py') if 'lenet' in path.read_text())"
    ),
}
ATTACKS |= {name: f"{source}\n\n{HONEST}" for name, source in ON_A_PACKAGE.items()}
SENTENCE = "It is switched off while you are graded: write it yourself."


def notebook(withheld: list[str]) -> nbformat.NotebookNode:
    source = small_notebook()
    source.metadata["convcourse"] = {"withheld": withheld}
    source.cells = [
        new_code_cell("from convcourse import check", id="setup"),
        nbgrader_cell(f"### BEGIN SOLUTION\n{HONEST}\n### END SOLUTION", "output_size", solution=True),
        nbgrader_cell(
            "assert output_size(7, 3) == 5\n### BEGIN HIDDEN TESTS\nfrom convcourse.zoo import NETWORKS\n"
            "assert NETWORKS\n### END HIDDEN TESTS",
            "test_output_size",
            points=5,
        ),
    ]
    return source


def points(root: Path, withheld: list[str]) -> dict[str, float]:
    """Grade the honest and the attackers, in the folder `course`; student -> points."""
    course = Course(root / "course", "small", notebook(withheld))
    course.nbgrader("generate_assignment", "small")
    for student, source in {"honest": HONEST, **ATTACKS}.items():
        submission = course.released
        submission.cells[1].source = source
        course.hand_in(student.replace("_", "-"), submission)
    course.nbgrader("autograde", "small")
    with Gradebook(f"sqlite:///{course.root / 'autograder' / 'gradebook.db'}") as gradebook:
        return {one.student.id.replace("-", "_"): one.score for one in gradebook.assignment_submissions("small")}


@pytest.fixture(scope="module")
def compiled() -> None:
    """So that there is something compiled to be found."""
    for module in (COURSE / "counting.py", COURSE / "zoo" / "lenet.py"):
        name = f"{module.stem}.{sys.implementation.cache_tag}.pyc"
        py_compile.compile(str(module), cfile=str(module.parent / "__pycache__" / name))


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("withheld")


@pytest.fixture(scope="module")
def withheld(root: Path, compiled: None) -> dict[str, float]:
    return points(root, ["counting", "zoo"])


def test_an_honest_answer_is_graded_as_ever(withheld: dict[str, float]) -> None:
    """The hidden test itself imports what is withheld."""
    assert withheld["honest"] == 5


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_module_is_not_found(attack: str, withheld: dict[str, float]) -> None:
    assert withheld[attack] == 0


@pytest.mark.parametrize("attack", ["imports", "imports_a_package", "imports_from_a_package", "loads_a_packages_file"])
def test_the_student_is_told_why(attack: str, root: Path, withheld: dict[str, float]) -> None:
    folder = root / "course" / "autograder" / "autograded" / attack.replace("_", "-") / "small"
    graded = nbformat.read(folder / "small.ipynb", as_version=4)
    assert any(SENTENCE in output.get("evalue", "") for output in graded.cells[1].outputs)


def test_without_the_metadata_it_is_found(tmp_path: Path, compiled: None) -> None:
    """Else the attacks above would prove nothing."""
    found = points(tmp_path, [])
    # what nobody imported is not among the loaded modules, with or without; the package was: by the hidden test
    assert {attack for attack in ATTACKS if found[attack] == 0} == {"looks_among_loaded_modules"}


def test_what_is_withheld_is_not_imported_ahead() -> None:
    """The student's process is a fork of the one that imports ahead."""
    cell = "import numpy\nfrom convcourse import check, counting\nfrom convcourse.zoo.costs import model_costs\n"
    own = "import convcourse.pretrained"
    source = notebook(["zoo"])
    source.cells += [new_code_cell(cell), new_code_cell(own)]
    modules = imported_modules(source)
    assert {"numpy", "convcourse.check", "convcourse.counting"} <= set(modules)
    assert not [module for module in modules if module.startswith("convcourse.zoo")]
    # it imports convcourse.zoo, though only when it is used
    assert "convcourse.pretrained" not in modules
    source.metadata.convcourse.withheld = ["counting"]
    # the package's module `costs` imports from convcourse.counting
    assert not {"convcourse.counting", "convcourse.zoo.costs"} & set(imported_modules(source))
    assert "convcourse.pretrained" in imported_modules(source)


def test_a_misspelt_module_stops_the_grading() -> None:
    with pytest.raises(FileNotFoundError, match="cuonting"):
        withheld_modules(notebook(["cuonting"]))


def test_what_is_found_instead_says_why() -> None:
    source = (COURSE.parent / "autograder" / "engine" / "withheld.py").read_text()
    with pytest.raises(ImportError, match="write it yourself"):
        exec(source, {})

"""The ways in: the lock file, conda's environment.yml, and what imports what."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from course import ROOT
from packaging.requirements import Requirement
from setuptools import find_packages

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def locked() -> list[Requirement]:
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    return [Requirement(line) for line in lines if line and not line.startswith("#")]


def test_the_lock_satisfies_what_the_project_asks_for() -> None:
    wanted = [
        *PROJECT["dependencies"],
        *(line for extra in PROJECT["optional-dependencies"].values() for line in extra),
    ]
    here = {
        requirement.name: requirement
        for requirement in locked()
        if requirement.marker is None or requirement.marker.evaluate()
    }
    for line in wanted:
        requirement = Requirement(line)
        version = next(iter(here[requirement.name].specifier)).version
        assert requirement.specifier.contains(version), f"{line}: the lock has {version}; renew it (CONTRIBUTING.md)"


def test_the_lock_is_exact() -> None:
    assert all(str(requirement.specifier).startswith("==") for requirement in locked())


@pytest.mark.slow
def test_environment_yml_installs_in_a_clean_environment(tmp_path: Path) -> None:
    """Conda itself is not needed: its pip section is what could rot."""
    dependencies = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    (pip_lines,) = (entry["pip"] for entry in dependencies if isinstance(entry, dict))
    requirements = tmp_path / "requirements.txt"
    requirements.write_text("\n".join(pip_lines))
    uv = [sys.executable, "-m", "uv"]
    subprocess.run([*uv, "venv", "--quiet", str(tmp_path / "venv")], check=True)
    python = str(tmp_path / "venv" / "bin" / "python")
    # "-e ." and "-r requirements.lock" are meant from the project's root
    for line in pip_lines:
        subprocess.run([*uv, "pip", "install", "--quiet", "--python", python, *line.split()], check=True, cwd=ROOT)
    subprocess.run([python, "-c", "import convcourse.demos, jupyter_book, nbgrader, keras"], check=True, cwd=tmp_path)


def imports(path: Path) -> set[str]:
    """Top-level names of all modules a file imports, also inside functions."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names


def test_what_students_install_is_convcourse_alone() -> None:
    """Colab installs this project for the assignments: the grader and its references must not come along."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"]["find"]
    packages = find_packages(ROOT, include=settings["include"])
    assert "convcourse.demos" in packages
    assert {package.split(".")[0] for package in packages} == {"convcourse"}


def test_what_students_import_never_imports_the_grader() -> None:
    for path in (ROOT / "convcourse").rglob("*.py"):
        assert "autograder" not in imports(path), path


def test_the_demos_need_numpy_matplotlib_and_ipywidgets_only() -> None:
    """They run in a browser, where TensorFlow, SciPy and scikit-image are missing. The zoo is written in Keras."""
    paths = [path for path in (ROOT / "convcourse").rglob("*.py") if path.parent.name != "zoo"]
    modules = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in paths]
    missing = ("tensorflow", "keras", "scipy", "skimage", "sklearn", "autograder")
    block = f"import sys\nfor name in {missing}:\n    sys.modules[name] = None\n"
    lines = [f"import {module.removesuffix('.__init__')}" for module in modules]
    result = subprocess.run([sys.executable, "-c", block + "\n".join(lines)], capture_output=True, text=True, cwd=ROOT)
    assert result.returncode == 0, result.stderr


def test_documents_name_files_that_exist() -> None:
    """A path in the README or in CONTRIBUTING is a promise."""
    for document in ("README.md", "CONTRIBUTING.md"):
        text = (ROOT / document).read_text()
        for path in re.findall(r"`((?:book|tests|autograder|tools|convcourse)/[\w./-]+)`", text):
            # folders that only grading makes
            if not path.startswith(("autograder/downloaded", "autograder/submitted")):
                assert (ROOT / path).exists(), f"{document} names {path}"

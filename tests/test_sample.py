"""The sample class: five submissions through the real commands, one of them broken."""

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest
from course import ROOT

from autograder import sample


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's root with the sample class graded below build/, in a folder of its own."""
    root = tmp_path_factory.mktemp("sample")
    for name in ("nbgrader_config.py", "autograder", "solutions", "convcourse"):
        (root / name).symlink_to(ROOT / name)
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {**os.environ, "JUPYTER_NO_CONFIG": "1", "PATH": path}
    command = [sys.executable, "-m", "autograder.sample", "grade"]
    subprocess.run(command, cwd=root, env=environment, check=True, capture_output=True)
    return root


@pytest.fixture
def scores(graded: Path) -> dict[str, float]:
    """Student -> share of the points, for the convolution assignment."""
    with (graded / sample.SAMPLE / "grades.csv").open() as file:
        rows = [row for row in csv.DictReader(file) if row["assignment"] == "convolution"]
    return {row["student_id"]: float(row["score"]) / float(row["max_score"]) for row in rows}


def test_every_submission_has_its_grade(scores: dict[str, float]) -> None:
    assert set(scores) == {"excellent", "partial", "wrong", "blank", "broken"}
    assert scores["excellent"] == 1
    assert 0.1 < scores["partial"] < 0.5
    assert scores["wrong"] == scores["blank"] == scores["broken"] == 0


def test_the_broken_submission_says_why(graded: Path) -> None:
    page = graded / sample.SAMPLE / "feedback" / "broken" / "convolution" / "convolution.html"
    assert "could not be read" in page.read_text()


def test_the_table_names_everything(graded: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(graded)
    table = sample.table()
    for line in table.splitlines():
        if line.startswith(("excellent", "broken")):
            assert (graded / line.split()[-1]).exists()
    assert "Gradebook" in table

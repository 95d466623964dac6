"""Fixtures that several tests share. Starting nbgrader takes seconds, so what can be made once is made once."""

import shutil
from pathlib import Path

import pytest
from course import Course


@pytest.fixture(scope="session")
def released_small(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The small course, released; not to be changed."""
    course = Course(tmp_path_factory.mktemp("released") / "course")
    course.nbgrader("generate_assignment", "small")
    return course


@pytest.fixture
def course(released_small: Course, tmp_path: Path) -> Course:
    """The small course, released; a copy for one test."""
    shutil.copytree(released_small.root, tmp_path / "course")
    return Course.at(tmp_path / "course", released_small.name)

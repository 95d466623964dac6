"""Fixtures that several tests share. Starting nbgrader takes seconds, so what can be made once is made once."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from course import Course
from playwright.sync_api import Browser, sync_playwright


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


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    assert chromium, "the browser tests need Debian's package chromium: python3 tools/environment.py chromium"
    # Only one Playwright at a time can run in a process: it keeps an event loop running.
    with sync_playwright() as playwright:
        # Chromium refuses its sandbox to root, as in a container; no page of anyone else is opened here.
        # Its camera is a made one, for pages that are given the permission.
        flags = ["--no-sandbox", "--use-fake-device-for-media-stream"]
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        yield browser
        browser.close()

"""The built book, served from this machine, and a window of the browser."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser.serving import serve
from playwright.sync_api import Browser, BrowserContext

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="session")
def book_folder() -> Path:
    """The book's pages, built (or brought up to date: seconds, where `make book` has run)."""
    jupyter_book = Path(sys.executable).with_name("jupyter-book")
    command = [sys.executable, str(jupyter_book), "build", "-W", "--keep-going", str(ROOT)]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout[-3000:] + result.stderr[-3000:]
    return ROOT / "_build" / "html"


@pytest.fixture(scope="session")
def book(book_folder: Path) -> Iterator[str]:
    with serve(book_folder) as address:
        yield address


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1100, "height": 900})
    context.set_default_timeout(10_000)
    yield context
    context.close()

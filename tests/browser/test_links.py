"""Every link inside the book leads somewhere, and every badge opens a notebook that is there."""

import functools
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from browser.pages import ROOT, pages
from bs4 import BeautifulSoup

REPOSITORY = re.search(r'Repository = "https://github.com/([^"]+)"', (ROOT / "pyproject.toml").read_text())[1]
BADGE = re.compile(rf"https://colab\.research\.google\.com/github/{re.escape(REPOSITORY)}/blob/([^/]+)/(.+)")


@functools.cache
def parsed(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(), "html.parser")


def broken(page: Path, book: Path) -> list[str]:
    """What the page names and is not there."""
    missing = []
    for element in parsed(page).find_all(["a", "link", "img", "script"]):
        link = element.get("href") or element.get("src")
        if not link or link.startswith(("data:", "mailto:")):
            continue
        if "colab.research.google.com" in link:
            badge = BADGE.fullmatch(link)
            # `main` holds the repository, every other branch the built book
            if not badge or not ((ROOT if badge[1] == "main" else book) / badge[2]).is_file():
                missing.append(link)
            continue
        address = urlsplit(link)
        if address.scheme:
            continue
        target = (page.parent / unquote(address.path)).resolve() if address.path else page
        if not target.is_file() or (address.fragment and not _has(target, unquote(address.fragment))):
            missing.append(link)
    return missing


def _has(page: Path, fragment: str) -> bool:
    return page.suffix != ".html" or parsed(page).find(attrs={"id": fragment}) is not None


@pytest.mark.parametrize("page", [*pages(), "index", "search", "genindex"])
def test_every_link_leads_somewhere(book_folder, page):
    assert broken(book_folder / f"{page}.html", book_folder) == []


def test_a_broken_link_is_found(tmp_path):
    (tmp_path / "there.html").write_text('<p id="here">')
    good = ["there.html", "there.html#here", "#own", "https://elsewhere.example/", "data:,x"]
    bad = [
        "gone.html",
        "there.html#gone",
        "#gone",
        f"https://colab.research.google.com/github/{REPOSITORY}/blob/main/no.ipynb",
    ]
    page = tmp_path / "page.html"
    page.write_text('<p id="own">' + "".join(f'<a href="{link}">x</a>' for link in good + bad))
    assert broken(page, tmp_path) == bad

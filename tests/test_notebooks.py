"""The pages as notebooks for Colab (book/_ext/notebooks.py)."""

import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "book" / "_ext"))

from notebooks import notebook, plain_markdown  # noqa: E402

PAGES = sorted(page for page in (ROOT / "book").rglob("*.md") if notebook(page, ROOT))


def test_a_quiz_keeps_its_answers_folded():
    quiz = ":::{quiz} rows\nHow *many*?\n\n- [ ] 5\n  It hangs\n  over.\n- [x] `3`\n  $5-2$\n:::\nAfter."
    assert plain_markdown(quiz) == (
        "**Check yourself.** How *many*?\n\n- 5\n- `3`\n\n"
        "<details><summary>Show the answers</summary>\n\n"
        "- 5: **not this one.** It hangs over.\n- `3`: **right.** $5-2$\n\n</details>\nAfter."
    )


def test_a_prediction_keeps_its_answer_folded():
    text = plain_markdown(":::{predict} shift\nWhat?\n\n---\nTo 1/9.\n:::")
    assert text == "**Predict first.** What?\n\n<details><summary>Show the answer</summary>\n\nTo 1/9.\n\n</details>"


@pytest.mark.parametrize(
    ("myst", "plain"),
    [
        (":::{admonition} Slips\n:class: warning\nIt is\n\n3.\n:::", "> **Slips**\n>\n> It is\n>\n> 3."),
        (":::{note}\nSee.\n:::", "> **Note**\n>\n> See."),
        ("the {doc}`notation page <../notation>`", "the *notation page*"),
        ("by Duda {cite}`duda1973`", "by Duda [duda1973]"),
        ("```{image} walls.svg\n:alt: Two walls.\n:width: 100%\n```", "![Two walls.](https://raw/walls.svg)"),
        ("![badge](https://elsewhere/badge.svg)", "![badge](https://elsewhere/badge.svg)"),
        ("(place)=\n# Title", "# Title"),
        ("```python\ncode\n```", "```python\ncode\n```"),
    ],
)  # fmt: skip
def test_what_markdown_has_no_word_for(myst, plain):
    assert plain_markdown(myst, "https://raw/") == plain


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT / "book")))
def test_every_page_becomes_a_valid_notebook_without_leftovers(page):
    copy = notebook(page, ROOT)
    nbformat.validate(copy)
    markdown = "\n".join(cell.source for cell in copy.cells if cell.cell_type == "markdown")
    for leftover in (":::", "```{", "}`"):
        assert leftover not in markdown
    assert all(not cell.outputs for cell in copy.cells if cell.cell_type == "code")


def test_a_copy_runs_with_widgets_for_demos(tmp_path, monkeypatch):
    monkeypatch.delenv("CONVCOURSE_READER", raising=False)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    copy = notebook(ROOT / "book" / "convolution" / "signals.md", ROOT)
    done = NotebookClient(copy, timeout=120, resources={"metadata": {"path": tmp_path}}).execute()
    shown = [output.get("data", {}) for cell in done.cells if cell.cell_type == "code" for output in cell.outputs]
    assert any("application/vnd.jupyter.widget-view+json" in data for data in shown)

"""The questions of a page, from MyST to HTML (how they behave in a browser: tests/browser/test_questions.py)."""

import re
from pathlib import Path

import pytest
from sphinx.testing.util import SphinxTestApp

ROOT = Path(__file__).resolve().parent.parent
CONF = f"""
import sys
sys.path.insert(0, {str(ROOT / "book/_ext")!r})
extensions = ["myst_parser", "quiz"]
myst_enable_extensions = ["colon_fence", "dollarmath"]
"""
QUIZ = """# Page

:::{{quiz}} rows
How many *rows*?

{choices}
:::
"""
CHOICES = "- [ ] 5\n  The window hangs over.\n- [x] 3, as $5-2$\n  Two fit not.\n\n  Really."


def build(folder: Path, page: str) -> tuple[str, str]:
    """HTML of a one-page book, and what the build complained of."""
    (folder / "conf.py").write_text(CONF)
    (folder / "index.md").write_text(page)
    app = SphinxTestApp("html", srcdir=folder)
    try:
        app.build()
        return (app.outdir / "index.html").read_text(), app.warning.getvalue()
    finally:
        app.cleanup()


def test_a_quiz_becomes_labelled_inputs_with_hidden_explanations(tmp_path):
    page, complaints = build(tmp_path, QUIZ.format(choices=CHOICES))
    assert not complaints
    assert re.findall(r'data-right="(\w+)"', page) == ["false", "true"]
    assert page.count('type="radio"') == 2
    for number in (0, 1):
        assert f'<input type="radio" name="rows" id="rows-{number}"' in page
        assert f'<label for="rows-{number}">' in page
    hidden = re.findall(r'<div class="explanation"[^>]* hidden>(.*?)</div>', page, re.DOTALL)
    assert ["hangs over" in hidden[0], "Two fit not" in hidden[1], "Really" in hidden[1]] == [True] * 3
    visible = re.sub(r'<div class="explanation".*?</div>', "", page, flags=re.DOTALL)
    assert "Two fit not" not in visible and "[x]" not in visible


def test_several_right_choices_become_checkboxes(tmp_path):
    page, _ = build(tmp_path, QUIZ.format(choices="- [x] a\n  yes\n- [x] b\n  too\n- [ ] c\n  no"))
    assert page.count('type="checkbox"') == 3
    assert "choose all that are right" in page


def test_a_prediction_hides_its_answer(tmp_path):
    page, complaints = build(
        tmp_path, "# Page\n\n:::{predict} shift\nWhat does it *fall* to?\n\n---\nTo 1/9.\n\nStill.\n:::\n"
    )
    assert not complaints
    answer = re.search(r'<div class="explanation"[^>]* hidden[^>]*>(.*?)</div>', page, re.DOTALL)[1]
    assert "To 1/9." in answer and "Still." in answer and "fall" not in answer


@pytest.mark.parametrize(
    ("choices", "sentence"),
    [
        ("- [ ] 5\n  no\n- [ ] 3\n  no", "no choice is marked"),
        ("- [x] 5\n- [ ] 3\n  no", "has no explanation"),
        ("- 5\n  no\n- [x] 3\n  yes", "must begin"),
        ("Only text.", "must end with a list"),
    ],
)
def test_a_mistake_in_a_quiz_is_named(tmp_path, choices, sentence):
    _, complaints = build(tmp_path, QUIZ.format(choices=choices))
    assert "quiz rows" in complaints and sentence in complaints


def test_two_questions_of_one_name_are_refused(tmp_path):
    _, complaints = build(tmp_path, QUIZ.format(choices=CHOICES) * 2)
    assert "has this name" in complaints


def test_a_prediction_needs_its_line(tmp_path):
    _, complaints = build(tmp_path, ":::{predict} shift\nWhat?\n:::\n")
    assert "a line `---`" in complaints

"""A demo as frames (convcourse/demos/frames.py): what is stored, and what the book's build makes of it."""

import base64
import json
import os
import re
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest

from convcourse import plots
from convcourse.demos import explore, frames, notebook, steps
from convcourse.demos.controls import read_control

ROOT = Path(__file__).resolve().parent.parent


def pair(step, shape="circle", big=False):
    """Draws the step, not the shape: so the pictures of the two shapes are the same, their sentences differ."""
    figure, ax = plots.figure(2, 2)
    ax.text(0, 0, f"<{step}>")
    return figure, f"Step {step} of a {shape} & so on{', big' if big else ''}."


CONTROLS = {"step": steps(3, play=True, start=1), "shape": ["circle", "square"], "big": True}


def block(demo=pair, **controls) -> str:
    return frames.block(demo, [read_control(name, value) for name, value in (controls or CONTROLS).items()])


def unpacked(text: str):
    packed = re.search(r'class="demo-frames">([^<]+)<', text)[1]
    return json.loads(zlib.decompress(base64.b64decode(packed)))


def test_every_combination_has_its_own_picture_and_sentence():
    pieces, pictures, sentences, order = unpacked(block())
    combinations = [(step, shape, big) for step in range(3) for shape in ("circle", "square") for big in (False, True)]
    assert len(order) == len(combinations)
    for (picture, sentence), (step, shape, big) in zip(order, combinations):
        svg = "".join(pieces[number] for number in pictures[picture])
        assert f"&lt;{step}&gt;" in svg
        assert sentences[sentence] == pair(step, shape, big)[1]


def test_the_picture_put_together_is_the_picture_drawn():
    text = block()
    pieces, pictures, _, order = unpacked(text)
    name = re.search(r'<div class="demo" id="([^"]+)"', text)[1]
    svg = "".join(pieces[number] for number in pictures[order[4][0]])
    spaceless = re.compile(r"\s+(?=<)")
    assert spaceless.sub("", svg) == spaceless.sub("", plots.to_svg(pair(1)[0], None, mark=name))


def test_equal_pictures_are_stored_once():
    _, pictures, sentences, order = unpacked(block())
    assert (len(order), len(pictures), len(sentences)) == (12, 3, 12)


def test_the_first_picture_stands_in_the_page_without_any_script():
    text = block()
    shown = text.split('class="demo-frames"')[0]
    assert "&lt;1&gt;" in shown  # the slider starts at 1
    assert "Step 1 of a circle &amp; so on, big." in shown


def test_controls_are_labelled_native_inputs():
    def any_controls(**settings):
        return pair(settings["step"])

    text = block(any_controls, step=steps(3, play=True), kernel_size={"3 pixels": 3, "5 pixels": 5}, big=False)
    for label in re.findall(r'<label for="([^"]+)">', text):
        assert f'id="{label}"' in text
    assert re.findall(r'<label for="[^"]+">([^<]+)<', text) == ["step", "kernel size", "big"]
    assert 'aria-valuetext="1 of 3"' in text
    assert '<option value="1">5 pixels</option>' in text
    assert text.count("demo-play") == 1
    assert "checked" not in text


def test_the_picture_is_named_by_its_sentence():
    text = block()
    name = re.search(r'role="img" aria-labelledby="([^"]+)"', text)[1]
    assert re.search(rf'<p class="demo-sentence" id="{name}" aria-live="polite">', text)


def test_ids_of_two_demos_never_meet():
    ids = [set(re.findall(r'\bid="([^"]+)"', block(step=steps(count)))) for count in (2, 3)]
    assert ids[0] and not ids[0] & ids[1]


def test_too_many_frames_names_the_control_to_coarsen():
    with pytest.raises(frames.TooManyFrames, match=r"1200 pictures.*'step' fewer values; it has 300"):
        block(step=steps(300), shape=["circle", "square"], big=True)


def test_too_many_bytes_names_the_control_to_coarsen(monkeypatch):
    monkeypatch.setattr(frames, "MOST_BYTES", 1000)
    with pytest.raises(frames.TooManyFrames, match="bytes are more than 1000.*'step'"):
        block()


def test_a_demo_that_says_nothing_is_refused():
    with pytest.raises(ValueError, match="says nothing"):
        block(lambda step: (plots.figure(1, 1)[0], ""), step=steps(2))


def test_explore_makes_frames_in_the_book_and_widgets_elsewhere(monkeypatch):
    shown = []
    monkeypatch.setattr(sys.modules["convcourse.demos.explore"], "display", shown.append)
    monkeypatch.setattr(notebook, "display", shown.append)
    explore(pair, step=steps(2))
    assert type(shown[0]).__name__ == "VBox"
    monkeypatch.setenv("CONVCOURSE_READER", "static page")
    explore(pair, step=steps(2))
    assert 'class="demo"' in shown[1].data


def test_a_picture_brings_no_style_sheet():
    """One inside a picture holds for the whole page: the browser then styles every element anew at each step."""
    assert "<style" not in plots.to_svg(pair(1)[0], "a step")


def test_greys_are_stored_as_one_channel():
    figure, ax = plots.figure(2, 2)
    plots.image(ax, np.random.default_rng(0).integers(0, 256, (50, 70)), low=0, high=255)
    png = base64.b64decode(re.search(r"data:image/png;base64,([^\"]+)", plots.to_svg(figure, "noise"))[1])
    width, height, depth, color = (int.from_bytes(png[16:20]), int.from_bytes(png[20:24]), png[24], png[25])
    assert (depth, color) == (8, 0)  # 8 bits, grey
    assert (width, height) == (70, 50)


BOOK_PAGE = """---
kernelspec: {name: python3, display_name: Python 3}
jupytext: {text_representation: {format_name: myst}}
---
# Page

```{code-cell} ipython3
from convcourse import word
from convcourse.demos import explore_answer
print(word.WORD, explore_answer())
```
"""


def test_a_change_of_the_package_makes_the_pages_anew(tmp_path):
    """The notebook's code stays the same, so the cache of executed notebooks would answer with the old output."""
    package = tmp_path / "convcourse"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "demos.py").write_text("import os\ndef explore_answer(): return os.environ['CONVCOURSE_READER']\n")
    (tmp_path / "page.md").write_text(BOOK_PAGE)
    (tmp_path / "conf.py").write_text(
        f"import sys\nsys.path.insert(0, {str(ROOT / 'book/_ext')!r})\n"
        "extensions = ['myst_nb', 'demos']\nnb_execution_mode = 'cache'\nroot_doc = 'page'\n"
        f"nb_execution_cache_path = {str(tmp_path / 'cache')!r}\nnb_execution_raise_on_error = True\n"
    )

    def page() -> str:
        command = [
            sys.executable,
            "-m",
            "sphinx",
            "-q",
            "-d",
            str(tmp_path / "trees"),
            str(tmp_path),
            str(tmp_path / "o"),
        ]
        subprocess.run(command, check=True, env={**os.environ, "PYTHONPATH": str(tmp_path)})
        return (tmp_path / "o" / "page.html").read_text()

    (package / "word.py").write_text("WORD = 'before'\n")
    assert "before static page" in page()
    (package / "word.py").write_text("WORD = 'afterwards'\n")
    assert "afterwards static page" in page()

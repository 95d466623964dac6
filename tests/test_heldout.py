"""Held-out pictures: how they are made of a folder, what is left out, and who sees them while a class is graded."""

from pathlib import Path

import nbformat
import numpy as np
import pytest
from course import ROOT, Course, nbgrader_cell
from nbformat.v4 import new_notebook
from nbgrader.api import Gradebook
from PIL import Image

from autograder import heldout


def picture(path: Path, seed: int, size: tuple[int, int] = (30, 20)) -> Path:
    """A picture of random pixels, another one for each seed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pixels = np.random.default_rng(seed).integers(0, 256, (size[1], size[0], 3), dtype=np.uint8)
    Image.fromarray(pixels).save(path)
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three pictures of ducks, five of geese, among other things."""
    root = tmp_path / "birds"
    for number in range(3):
        picture(root / "duck" / f"{number}.png", number)
    for number in range(5):
        picture(root / "goose" / "pond" / f"{number}.jpg", 10 + number)
    (root / "goose" / "notes.txt").write_text("no picture")
    (root / "goose" / "broken.jpg").write_bytes(b"\xff\xd8\xff")
    picture(root / ".thumbnails" / "0.png", 50)
    return root


def test_a_folder_becomes_balanced_pictures(folder: Path) -> None:
    found = heldout.from_folder(folder, 12, [0.5, 0.7, 0.9])
    assert (found.classes, found.steps, found.public) == (["duck", "goose"], [0.5, 0.7, 0.9], False)
    assert found.images.shape == (6, 12, 12, 3) and found.images.dtype == np.uint8
    assert np.bincount(found.labels).tolist() == [3, 3]
    ducks = [heldout.square((folder / "duck" / f"{number}.png").read_bytes(), 12) for number in range(3)]
    for image, label in zip(found.images, found.labels):
        assert any((image == duck).all() for duck in ducks) == (label == 0)


def test_pictures_that_came_before_are_left_out(folder: Path, tmp_path: Path) -> None:
    picture(folder / "duck" / "copy.png", 0)  # the same pixels under another name
    picture(folder / "goose" / "copy.png", 1)  # a duck among the geese
    assert len(heldout.from_folder(folder, 12, [0, 0, 0]).labels) == 6
    known = tmp_path / "students"
    picture(known / "somewhere" / "x.png", 2)
    assert len(heldout.from_folder(folder, 12, [0, 0, 0], known).labels) == 4


def test_a_folder_without_pictures_is_a_sentence(folder: Path, tmp_path: Path) -> None:
    (folder / "swan").mkdir()
    with pytest.raises(ValueError, match="No new pictures were found of: swan."):
        heldout.from_folder(folder, 12, [0, 0, 0])
    with pytest.raises(ValueError, match="needs a subfolder of pictures for each class; it has 0"):
        heldout.from_folder(folder / "duck", 12, [0, 0, 0])


def test_what_is_written_is_read(folder: Path, tmp_path: Path) -> None:
    made = heldout.from_folder(folder, 12, [0.5, 0.7, 0.9])
    path = heldout.write(made, "transfer", tmp_path)
    assert path == tmp_path / "autograder" / "pictures" / "transfer.npz"
    found = heldout.read(pytest.fail, path)
    assert (found.images == made.images).all() and (found.labels == made.labels).all()
    assert (found.classes, found.steps, found.digest) == (made.classes, made.steps, made.digest)


def test_a_changed_file_is_noticed(folder: Path, tmp_path: Path) -> None:
    path = heldout.write(heldout.from_folder(folder, 12, [0.5, 0.7, 0.9]), "transfer", tmp_path)
    with np.load(path) as file:
        arrays = dict(file)
    arrays["labels"] = 1 - arrays["labels"]
    np.savez_compressed(path, **arrays)
    with pytest.raises(ValueError, match="is damaged"):
        heldout.read(pytest.fail, path)


def test_without_a_file_there_is_a_public_set(tmp_path: Path) -> None:
    public = heldout.crops(32, [0.1, 0.2, 0.3], per_class=2, seed=0)
    assert heldout.read(lambda: public, tmp_path / "none.npz") is public
    assert public.public and (public.images == heldout.crops(32, [0, 0, 0], per_class=2, seed=0).images).all()


def test_the_command(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    assert heldout.main(["transfer", "--pictures", str(folder), "--steps", "0.5", "0.6", "0.7"]) == 0
    assert "3 pictures each of duck, goose" in capsys.readouterr().out
    found = heldout.read(pytest.fail, tmp_path / "autograder" / "pictures" / "transfer.npz")
    assert found.images.shape == (6, 96, 96, 3) and found.steps == [0.5, 0.6, 0.7]
    assert heldout.main(["transfer", "--pictures", str(folder / "nowhere")]) == 1
    assert "nowhere" in capsys.readouterr().err


def test_the_target_without_pictures_is_drawn_anew_each_time(tmp_path: Path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    digests = set()
    for _ in range(2):
        assert heldout.main(["transfer"]) == 0
        found = heldout.read(pytest.fail, tmp_path / "autograder" / "pictures" / "transfer.npz")
        digests.add(found.digest)
    assert len(digests) == 2 and not found.public
    assert found.images.shape == (320, 96, 96, 3) and len(found.classes) == 8


def test_they_are_never_committed() -> None:
    assert f"{heldout.FOLDER}/" in (ROOT / ".gitignore").read_text().splitlines()


LOOK = """
def files():
    ### BEGIN SOLUTION
    from pathlib import Path
    return [path.name for root in (".", "/files", "/box") for path in Path(root).rglob("*")]
    ### END SOLUTION
"""
TEST = """
assert "given.txt" in files()
### BEGIN HIDDEN TESTS
from autograder import heldout
found = heldout.read(None)
assert found.classes == ["duck", "goose"]
assert "held_out.npz" not in files(), "the student sees the held-out pictures"
### END HIDDEN TESTS
"""


def test_while_grading_the_tests_see_them_and_no_student_does(folder: Path, tmp_path: Path) -> None:
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    cells = [nbgrader_cell(LOOK, "files", solution=True), nbgrader_cell(TEST, "test_files", points=4)]
    course = Course(tmp_path / "course", "small", new_notebook(cells=cells, metadata={"kernelspec": kernel}))
    (course.root / "solutions" / "small" / "given.txt").write_text("for everybody")
    course.nbgrader("generate_assignment", "small")
    heldout.write(heldout.from_folder(folder, 12, [0.5, 0.7, 0.9]), "small", course.root)
    submitted = course.hand_in("ann", nbformat.read(course.root / "solutions/small/small.ipynb", as_version=4))
    (submitted / "held_out.npz.txt").write_text("a student's own file of nearly that name")
    course.nbgrader("autograde", "small")
    with Gradebook(f"sqlite:///{course.root / 'autograder' / 'gradebook.db'}") as gradebook:
        assert gradebook.find_submission("small", "ann").score == 4
    assert set(course.root.rglob("*.npz")) == {course.root / "autograder" / "pictures" / "small.npz"}


def test_a_picture_is_told_by_its_pixels_and_its_shape() -> None:
    flat = np.arange(12, dtype=np.uint8)
    assert heldout._digest(flat.reshape(2, 6)) != heldout._digest(flat.reshape(6, 2))
    assert heldout._digest(flat) == heldout._digest(flat.copy())

"""What is special about the transfer assignment: its measures, its published base, and a training that goes on."""

import csv
import os
from collections.abc import Callable
from pathlib import Path

import nbformat
import numpy as np
import pytest
from course import ROOT
from nbgrader import utils

from autograder.reference import transfer as reference

SOURCE = nbformat.read(ROOT / "solutions" / "transfer" / "transfer.ipynb", as_version=4)
TEXT = "\n".join(cell.source for cell in SOURCE.cells if cell.cell_type == "markdown")


# ---- the measures


def turned(degrees: float) -> np.ndarray:
    radians = np.radians(degrees)
    place = (20 + 12 * np.sin(radians), 25 + 12 * np.cos(radians))
    return reference.discs((41, 51), [place])


@pytest.mark.parametrize("degrees", [0, 40, -90, 130])
def test_an_angle_is_measured(degrees: float) -> None:
    assert reference.angles(turned(degrees)[None]) == pytest.approx([degrees], abs=1)


def test_places_and_spreads_are_measured() -> None:
    picture = reference.discs((40, 70), [(19.5 + 3, 34.5 - 8)])
    assert reference.centres(picture[None]) == pytest.approx(np.array([[3, -8]]), abs=0.1)
    corners = [reference.discs((61, 91), [(30 + i, 45 + j) for i in (-r, r) for j in (-2 * r, 2 * r)]) for r in (8, 16)]
    near, far = reference.spreads(np.stack(corners))
    assert far / near == pytest.approx([2, 2], rel=0.05) and near == pytest.approx([8, 16], rel=0.05)


# ---- the published base


@pytest.fixture(scope="module")
def notebook(tmp_path_factory: pytest.TempPathFactory) -> dict:
    """The names of the solution's cells, its tests left out, as in a notebook where nothing is to be trained."""
    space: dict = {}
    before = os.environ.get("NBGRADER_EXECUTION")
    os.environ["NBGRADER_EXECUTION"] = "autograde"
    try:
        for cell in SOURCE.cells:
            if cell.cell_type == "code" and not utils.is_grade(cell):
                exec(compile(cell.source, cell.id, "exec"), space)
    finally:
        os.environ.pop("NBGRADER_EXECUTION")
        if before is not None:
            os.environ["NBGRADER_EXECUTION"] = before
    return space


def test_the_published_arrays_are_those_of_the_base(notebook: dict) -> None:
    weights = notebook["lite0_base"]().get_weights()
    assert reference.missing(weights) == 0
    assert sum(array.size for array in reference.published()) == sum(array.size for array in weights) == 3_413_024
    changed = weights[40].reshape(-1)
    changed[0] = np.nextafter(changed[0], np.float32(np.inf))
    assert reference.missing(weights) == 1
    assert reference.missing(weights[:-2]) == 3


def test_the_text_says_what_earns_points() -> None:
    for steps in (reference.STEPS, reference.TEXTURE_STEPS):
        assert ", ".join(f"{step:.0%}".replace("%", " %") for step in steps) in TEXT
    assert f"| {', '.join(map(str, reference.POINTS))} |" in TEXT
    assert f"{reference.SIDE} x {reference.SIDE} pixels" in TEXT


# ---- training


@pytest.fixture
def small(notebook: dict, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict:
    """The notebook, with small pictures to train on, in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def pictures(target: str, part: str, images_per_class: int) -> tuple:
        rng = np.random.default_rng(len(part))
        labels = np.arange(3 * images_per_class) % 3
        images = rng.integers(0, 100, (len(labels), 8, 6, 3)) + 50 * labels[:, None, None, None]
        return images.astype(np.uint8), labels, ["dark", "grey", "bright"]

    # the functions look their names up in the notebook's own space
    monkeypatch.setitem(notebook, "pictures", pictures)
    return notebook


def breaks_off_after(calls: int) -> Callable:
    """In the place of build_augmentation: the connection is lost during a later batch."""
    done = 0

    def augment(pixels, training):
        nonlocal done
        done += 1
        if done > calls:
            raise ConnectionError("disconnected")
        return pixels

    return lambda: augment


def epochs() -> list[int]:
    with Path("log.csv").open() as log:
        return [int(row["epoch"]) for row in csv.DictReader(log)]


def test_training_goes_on_after_a_disconnect(small: dict, monkeypatch: pytest.MonkeyPatch) -> None:
    def train() -> None:
        small["train_classifier"]("textures", images_per_class=16, epochs=4, base=small["small_base"]())

    with monkeypatch.context() as patch:
        patch.setitem(small, "build_augmentation", breaks_off_after(7))  # an epoch has two batches; Keras asks ahead
        with pytest.raises(Exception, match="disconnected"):
            train()
    assert epochs() in ([0], [0, 1], [0, 1, 2]) and not Path("model.keras").exists()
    train()
    assert epochs() == [0, 1, 2, 3] and Path("model.keras").exists()

    import keras

    base = keras.models.load_model("model.keras").layers[1]
    for trained, published in zip(base.get_weights(), small["small_base"]().get_weights(), strict=True):
        np.testing.assert_array_equal(trained, published)


def test_nothing_is_trained_while_grading_or_without_a_gpu(small: dict, monkeypatch: pytest.MonkeyPatch) -> None:
    cell = next(cell.source for cell in SOURCE.cells if cell.id == "train")
    asked = []
    monkeypatch.setitem(small, "train_classifier", lambda *args: asked.append(args))
    monkeypatch.setitem(small, "has_gpu", lambda: True)
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    exec(cell.replace("TRAIN = False", "TRAIN = True"), small)
    assert asked == []
    monkeypatch.delenv("NBGRADER_EXECUTION")
    exec(cell, small)
    assert asked == [("cats_and_dogs", ".")]
    monkeypatch.setitem(small, "has_gpu", lambda: False)
    exec(cell, small)
    assert len(asked) == 1
    exec(cell.replace("TRAIN = False", "TRAIN = True"), small)
    assert len(asked) == 2
    Path("model.keras").touch()
    exec(cell.replace("TRAIN = False", "TRAIN = True"), small)
    assert len(asked) == 2


def test_fine_tuning_trains_the_end_of_the_base(small: dict, capsys: pytest.CaptureFixture) -> None:
    base = small["small_base"]()
    base.name = "lite0"
    head = small["build_head"]((2, 2, 8), 4, 3, 0.0)
    small["build_classifier"](base, head).save("model.keras")
    small["fine_tune"](start="block3_conv", images_per_class=8, epochs=1)
    assert "Before" in capsys.readouterr().out


def test_one_rate_for_all_is_plain_gradient_descent(notebook: dict) -> None:
    images, labels = notebook["ten_images"], notebook["ten_labels"]
    plain = notebook["changes"](notebook["with_head"](notebook["small_base"]()), images, labels, steps=2)
    model = notebook["with_head"](notebook["small_base"]())
    names = {weight.path.split("/")[0] for weight in model.weights}
    alike = notebook["changes"](model, images, labels, dict.fromkeys(names, 0.1), steps=2)
    assert alike == pytest.approx(plain, rel=1e-4, abs=1e-6) and max(plain.values()) > 0

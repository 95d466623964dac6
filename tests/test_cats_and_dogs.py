"""Cats and dogs, from an archive as small as a test: what is chosen, what is passed over, what is said offline."""

import hashlib
import io
import urllib.error
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from convcourse.data import cats_and_dogs as module
from convcourse.data.cats_and_dogs import cats_and_dogs, square


def jpeg(colour: tuple[int, int, int], width: int = 20, height: int = 12, mode: str = "RGB") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), colour).convert(mode).save(file, "JPEG", quality=95)
    return file.getvalue()


def archive() -> bytes:
    """Cats are red, dogs blue; the number is in the green channel. Cat 1 is broken, dog 0 is grey, cat 3 missing."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as members:
        for number in range(8):
            if number != 3:
                broken = b"no picture" if number == 1 else jpeg((200, 10 * number, 0))
                members.writestr(f"PetImages/Cat/{number}.jpg", broken)
            grey = {"mode": "L"} if number == 0 else {}
            members.writestr(f"PetImages/Dog/{number}.jpg", jpeg((0, 10 * number, 200), **grey))
        members.writestr("PetImages/Cat/Thumbs.db", b"")
    return file.getvalue()


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The archive, as an earlier time has left it."""
    monkeypatch.setenv("CONVCOURSE_CACHE", str(tmp_path))
    monkeypatch.setattr(module, "PARTS", {"train": range(5), "validation": range(5, 7), "test": range(7, 8)})
    path = tmp_path / "kagglecatsanddogs_5340.zip"
    path.write_bytes(archive())
    return path


def test_equally_many_of_each_with_their_labels(kept: Path) -> None:
    images, labels = cats_and_dogs("train", 3, size=8)
    assert images.shape == (6, 8, 8, 3) and images.dtype == np.uint8
    assert sorted(labels) == [0, 0, 0, 1, 1, 1]
    for image, label in zip(images, labels):
        red, _, blue = image.reshape(-1, 3).mean(axis=0)
        assert (red > blue + 50) if label == 0 else (blue > red + 50 or abs(blue - red) < 5)  # dog 0 is grey


def test_the_seed_chooses_and_the_parts_share_nothing(kept: Path) -> None:
    one, again, other = (cats_and_dogs("train", 3, seed=seed)[0] for seed in (1, 1, 2))
    assert (one == again).all() and (one != other).any()
    numbers = {part: set(module.PARTS[part]) for part in module.PARTS}
    assert not numbers["train"] & numbers["validation"] and not numbers["validation"] & numbers["test"]


def test_the_real_parts_share_nothing_and_are_all_there_is() -> None:
    assert sum(map(len, module.PARTS.values())) == 12_500
    assert set().union(*map(set, module.PARTS.values())) == set(range(12_500))


def test_too_many_and_unknown_parts_are_errors(kept: Path) -> None:
    with pytest.raises(ValueError, match="train has 3 photographs of a cat, not 4"):
        cats_and_dogs("train", 4)
    with pytest.raises(ValueError, match="the parts are train, validation, test"):
        cats_and_dogs("all", 1)


def test_the_middle_square_is_taken() -> None:
    picture = Image.new("RGB", (30, 10), (255, 0, 0))
    picture.paste((0, 255, 0), (10, 0, 20, 10))
    file = io.BytesIO()
    picture.save(file, "PNG")
    assert (square(file.getvalue(), 10) == [0, 255, 0]).all()
    assert square(b"no picture", 10) is None


class Answer(io.BytesIO):
    """What urlopen gives."""


def test_the_archive_is_fetched_once_and_its_hash_checked(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept.unlink()
    asked = []
    monkeypatch.setattr(module.urllib.request, "urlopen", lambda *args, **_: asked.append(args) or Answer(archive()))
    with pytest.raises(FileNotFoundError, match="what came has the hash"):
        cats_and_dogs("train", 1)
    assert list(kept.parent.iterdir()) == []
    monkeypatch.setattr(module, "SHA256", hashlib.sha256(archive()).hexdigest())
    for _ in range(2):
        cats_and_dogs("train", 1)
    assert len(asked) == 2 and kept.exists()


def test_offline_a_sentence_says_what_to_do(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept.unlink()

    def offline(*_, **__):
        raise urllib.error.URLError("no network")

    monkeypatch.setattr(module.urllib.request, "urlopen", offline)
    with pytest.raises(FileNotFoundError, match="take convcourse.data.textures: it needs no download"):
        cats_and_dogs("train", 1)

"""Where Fashion-MNIST is looked for, and what is said where it is not found. The pictures themselves are not needed."""

import gzip
import hashlib
from pathlib import Path

import numpy as np
import pytest

from convcourse.data import fashion_mnist as module
from convcourse.data.fashion_mnist import CLASSES, fashion_mnist, read_idx

IMAGES = np.random.default_rng(0).integers(0, 256, (5, 28, 28), dtype=np.uint8)
LABELS = np.array([9, 0, 3, 3, 7], np.uint8)


def idx(array: np.ndarray) -> bytes:
    lengths = b"".join(length.to_bytes(4, "big") for length in array.shape)
    return bytes([0, 0, 8, array.ndim]) + lengths + array.tobytes()


def digest(images: np.ndarray, labels: np.ndarray) -> str:
    return hashlib.sha256(images.tobytes() + labels.astype(np.uint8).tobytes()).hexdigest()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Five pictures where the Debian package would have 10,000; no internet."""
    (tmp_path / "t10k-images-idx3-ubyte.gz").write_bytes(gzip.compress(idx(IMAGES)))
    (tmp_path / "t10k-labels-idx1-ubyte").write_bytes(idx(LABELS))
    monkeypatch.setattr(module, "SHA256", {"test": digest(IMAGES, LABELS), "train": "another"})
    monkeypatch.setattr(module, "DEBIAN", tmp_path)
    monkeypatch.setattr(module, "_from_keras", offline)
    return tmp_path


def offline(part: str):
    raise Exception("URL fetch failure on https://somewhere: None -- [Errno -3] Temporary failure in name resolution")


def test_the_packages_files_are_read_packed_or_not(folder: Path) -> None:
    for images, labels in (fashion_mnist("test"), fashion_mnist("test", folder), fashion_mnist("test", str(folder))):
        np.testing.assert_array_equal(images, IMAGES)
        np.testing.assert_array_equal(labels, LABELS)
        assert images.dtype == np.uint8
        assert labels.dtype == int  # so that labels can be subtracted
    assert CLASSES[labels[0]] == "ankle boot"
    assert len(set(CLASSES)) == 10


def test_without_the_package_keras_is_asked(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "DEBIAN", folder / "nothing")
    monkeypatch.setattr(module, "_from_keras", lambda part: (IMAGES, LABELS.astype(int)))
    np.testing.assert_array_equal(fashion_mnist("test")[0], IMAGES)


def test_of_keras_the_part_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    import keras

    both = ((IMAGES, LABELS), (IMAGES[::-1], LABELS[::-1]))
    monkeypatch.setattr(keras.datasets.fashion_mnist, "load_data", lambda: both)
    np.testing.assert_array_equal(module._from_keras("train")[1], LABELS)
    np.testing.assert_array_equal(module._from_keras("test")[0], IMAGES[::-1])


def test_offline_without_the_package_a_sentence_says_what_to_do(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "DEBIAN", folder / "nothing")
    with pytest.raises(FileNotFoundError) as raised:
        fashion_mnist("test")
    sentence = str(raised.value)
    for part in ("install the Debian package dataset-fashion-mnist", "keras.datasets downloads it", "name resolution"):
        assert part in sentence
    assert "\n" not in sentence
    assert raised.value.__cause__ is None


def test_other_pictures_are_not_taken(folder: Path) -> None:
    (folder / "t10k-images-idx3-ubyte.gz").write_bytes(gzip.compress(idx(255 - IMAGES)))
    with pytest.raises(ValueError, match="not those that were published"):
        fashion_mnist("test", folder)
    with pytest.raises(FileNotFoundError, match="not those that were published"):
        fashion_mnist("test")


def test_the_hash_covers_the_labels(folder: Path) -> None:
    (folder / "t10k-labels-idx1-ubyte").write_bytes(idx(LABELS[::-1]))
    with pytest.raises(ValueError, match="not those that were published"):
        fashion_mnist("test", folder)


@pytest.mark.parametrize("text", [b"", b"<html>not found</html>", idx(IMAGES)[:2] + b"\x0d" + idx(IMAGES)[3:]])
def test_what_is_no_idx_file_is_told(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "pictures").write_bytes(text)
    with pytest.raises(ValueError, match="no IDX file"):
        read_idx(tmp_path / "pictures")


def test_a_missing_file_and_a_wrong_part_are_told(folder: Path) -> None:
    with pytest.raises(FileNotFoundError, match="neither train-images-idx3-ubyte nor"):
        fashion_mnist("train", folder)
    with pytest.raises(ValueError, match="'validation'"):
        fashion_mnist("validation")


@pytest.mark.skipif(not module.DEBIAN.is_dir(), reason="the Debian package dataset-fashion-mnist is not installed")
@pytest.mark.parametrize(("part", "count"), [("train", 60_000), ("test", 10_000)])
def test_the_real_pictures(part: str, count: int) -> None:
    images, labels = fashion_mnist(part)
    assert images.shape == (count, 28, 28)
    assert np.bincount(labels).tolist() == [count // 10] * 10

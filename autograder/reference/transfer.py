"""What the transfer assignment is measured with: planted pictures, the published base, and held-out pictures.

The measures know nothing of Keras: where a picture's bright discs went tells how it was turned, moved or zoomed.
"""

import functools
import hashlib
from collections import Counter

import numpy as np

from autograder import heldout
from autograder.heldout import HeldOut
from convcourse.pretrained import _lite0_file
from convcourse.torch_file import read_tensors

SIDE = 96  # pixels of the pictures that the classifier is asked about
POINTS = [4, 8, 12]  # for three steps of accuracy
# cats and dogs in the book that the lecture follows (Chollet 2017): from scratch, augmented, on VGG16's features
STEPS = [0.71, 0.82, 0.90]
# the chapter's measurements: a network from scratch stays below 0.7, a head on this base has 0.97 from ten pictures a
# class on
TEXTURE_STEPS = [0.80, 0.90, 0.96]


# ---- planted pictures


def discs(shape: tuple[int, int], centres: list[tuple[float, float]], radius: float = 2.5) -> np.ndarray:
    """Bright discs with soft edges on black: (height, width, 1) float32, 0 to 255."""
    rows, columns = np.mgrid[: shape[0], : shape[1]]
    distances = [np.hypot(rows - row, columns - column) for row, column in centres]
    return (255 * np.clip(radius + 0.5 - np.min(distances, axis=0), 0, 1))[..., None].astype("float32")


def centres(pictures: np.ndarray) -> np.ndarray:
    """Each picture's centre of brightness, from the picture's own middle: (N, H, W, C) -> (N, 2) rows and columns."""
    weights, places = _weights(pictures)
    return np.einsum("nhw,hwa->na", weights, places)


def spreads(pictures: np.ndarray) -> np.ndarray:
    """How far the brightness lies from its centre, root mean square: (N, H, W, C) -> (N, 2), down and across."""
    weights, places = _weights(pictures)
    apart = places - centres(pictures)[:, None, None, :]
    return np.sqrt(np.einsum("nhw,nhwa->na", weights, apart**2))


def angles(pictures: np.ndarray) -> np.ndarray:
    """Where, as seen from the middle, the brightness lies: (N, H, W, C) -> (N,) degrees; 0 is to the right."""
    down, across = centres(pictures).T
    return np.degrees(np.arctan2(down, across))


def _weights(pictures: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Each pixel's part of its picture's brightness, and its place from the middle: (N, H, W), (H, W, 2)."""
    grey = np.asarray(pictures, float).mean(axis=-1)
    height, width = grey.shape[1:]
    places = np.stack(np.mgrid[:height, :width], axis=-1) - np.array([height - 1, width - 1]) / 2
    return grey / grey.sum(axis=(1, 2), keepdims=True), places


# ---- the base


@functools.cache
def published() -> list[np.ndarray]:
    """The arrays of EfficientNet-Lite0 without its last layer, as Keras keeps them, in no particular order."""
    arrays = []
    for name, array in read_tensors(_lite0_file()).items():
        if name.endswith("num_batches_tracked") or array.shape[0] == 1000:  # the last layer tells 1,000 classes apart
            continue
        if array.ndim == 4:  # a depthwise kernel has one input channel for each filter
            array = array.transpose((2, 3, 0, 1) if array.shape[1] == 1 else (2, 3, 1, 0))
        arrays.append(array)
    return arrays


def missing(weights: list[np.ndarray]) -> int:
    """How many of the published arrays are not among these, bit for bit."""
    return sum((Counter(map(_fingerprint, published())) - Counter(map(_fingerprint, weights))).values())


def _fingerprint(array: np.ndarray) -> tuple:
    return array.shape, hashlib.sha256(np.ascontiguousarray(array, np.float32).tobytes()).digest()


# ---- the held-out pictures


def held_out() -> HeldOut:
    """The instructor's held-out pictures; where none were prepared, textures that everybody can draw."""
    return heldout.read(lambda: heldout.crops(SIDE, TEXTURE_STEPS, per_class=10, seed=0))


def prepared(images: np.ndarray) -> np.ndarray:
    """Pixels as the base wants them, float32."""
    return (images.astype("float32") - 127) / 128

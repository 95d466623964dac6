"""The pictures that come with the course."""

import hashlib
from pathlib import Path

import numpy as np
import skimage.data
from PIL import Image

from convcourse import data


def test_photograph_is_the_one_that_was_packed() -> None:
    packed = Path(data.__file__).with_name("chelsea.png").read_bytes()
    assert hashlib.sha256(packed).hexdigest() == "a4ae8a94d3dfc0e161db1eada7a7f80d60168d6f7bf2efcb5f868a32bfd5f783"
    colour, grey = data.photograph(), data.grey_photograph()
    assert colour.shape == (96, 96, 3)
    assert grey.shape == (96, 96)
    assert colour.dtype == grey.dtype == np.uint8


def test_photograph_is_chelsea() -> None:
    """Shrunk from scikit-image's picture: block means of the crop agree to within the resampling."""
    face = skimage.data.chelsea()[20:260, 110:350]
    quarter = np.asarray(Image.fromarray(face).resize((24, 24), Image.Resampling.BOX), float)
    ours = data.photograph().reshape(24, 4, 24, 4, 3).mean(axis=(1, 3))
    assert np.abs(ours - quarter).mean() < 2


def test_grey_is_within_the_colours() -> None:
    colour, grey = data.photograph(), data.grey_photograph()
    assert (grey >= colour.min(axis=-1)).all()
    assert (grey <= colour.max(axis=-1)).all()

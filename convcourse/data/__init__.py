"""Pictures that come with the course, so that every chapter runs without a network.

imagenet_classes.txt has the names that torchvision (BSD license) gives ImageNet's 1,000 classes, all different.
chelsea.png is a crop of scikit-image's photograph of Chelsea the cat, by Stefan van der Walt, CC0; tools/photograph.py
makes it.
"""

from pathlib import Path

import matplotlib.image
import numpy as np

# How bright red, green and blue look to the eye: ITU-R BT.601.
LUMA = np.array([0.299, 0.587, 0.114])


def photograph() -> np.ndarray:
    """A cat's face in colour: (96, 96, 3), uint8, 0 (dark) to 255 (bright)."""
    pixels = matplotlib.image.imread(Path(__file__).with_name("chelsea.png"))  # floats, 0 to 1
    return np.round(pixels[..., :3] * 255).astype(np.uint8)


def grey_photograph() -> np.ndarray:
    """The same face in greys: (96, 96), uint8."""
    return np.round(photograph() @ LUMA).astype(np.uint8)

"""A small-data problem that needs no download: which of eight surfaces is this? Crops of scikit-image's photographs.

images, labels = textures("train", 20)   (160, 96, 96, 3) uint8 and (160,) numbers of CLASSES, in random order

Each photograph is divided into three upright strips, one for each part, so no pixel of a training picture is in a
validation or test picture. A crop is in greys, turned, mirrored, and has its brightness and contrast drawn at random:
neither colour nor brightness gives the surface away.
"""

import functools

import numpy as np
from PIL import Image

CLASSES = ["brick", "coins", "grass", "gravel", "moon", "retina", "stars", "tissue"]
# part -> where its strip begins and ends, as parts of the photograph's width
PARTS = {"train": (0, 0.5), "validation": (0.5, 0.75), "test": (0.75, 1)}

SIDES = (40, 72)  # pixels of the photograph along a crop's side, smallest and largest
BRIGHTNESS = (90, 165)  # mean of a crop
CONTRAST = (25, 50)  # its standard deviation, before it is cut off at 0 and 255

# class -> scikit-image's function, rows and columns to take (all if None), pixels of the photograph along one of ours
PHOTOGRAPHS = {
    "brick": ("brick", None, 1),
    "coins": ("coins", None, 1),
    "grass": ("grass", None, 1),
    "gravel": ("gravel", None, 1),
    "moon": ("moon", None, 1),
    "retina": ("retina", (300, 1100), 2),  # the square inside the eye
    "stars": ("hubble_deep_field", None, 2),
    "tissue": ("immunohistochemistry", None, 1),
}


def textures(part: str, images_per_class: int, size: int = 96, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Crops of eight photographs, equally many of each.

    part     "train", "validation" or "test": three strips of each photograph that share no pixel
    size     pixels along a side
    seed     chooses the crops; the same seed gives the same crops, others may overlap with them within the part
    returns  images (N, size, size, 3) uint8, grey in three channels; labels (N,), numbers of CLASSES; mixed
    raises   ValueError for another part
    """
    if part not in PARTS:
        raise ValueError(f"the parts are {', '.join(PARTS)}, not {part!r}")
    rng = np.random.default_rng([seed, list(PARTS).index(part)])
    labels = rng.permutation(np.repeat(np.arange(len(CLASSES)), images_per_class))
    images = np.empty((len(labels), size, size, 3), np.uint8)
    for image, label in zip(images, labels):
        image[:] = _crop(strip(CLASSES[label], part), size, rng)[..., None]
    return images, labels


def strip(name: str, part: str) -> np.ndarray:
    """The strip of a photograph that a part's crops come from: (height, width) in greys, 0 to 255."""
    photograph = _photograph(name)
    first, last = (round(edge * photograph.shape[1]) for edge in PARTS[part])
    return photograph[:, first:last]


@functools.cache
def _photograph(name: str) -> np.ndarray:
    import skimage.data

    from convcourse.data import LUMA

    function, square, step = PHOTOGRAPHS[name]
    pixels = np.asarray(getattr(skimage.data, function)(), float)
    grey = pixels if pixels.ndim == 2 else pixels @ LUMA
    grey = grey[slice(*square), slice(*square)] if square else grey
    height, width = (length // step for length in grey.shape)
    return grey[: height * step, : width * step].reshape(height, step, width, step).mean(axis=(1, 3))


def _crop(photograph: np.ndarray, size: int, rng: np.random.Generator) -> np.ndarray:
    """A random square, turned, mirrored, resized, with a random brightness and contrast: (size, size) uint8."""
    side = rng.integers(SIDES[0], SIDES[1] + 1)
    top, left = (rng.integers(length - side + 1) for length in photograph.shape)
    square = np.rot90(photograph[top : top + side, left : left + side], rng.integers(4))
    square = square[:, :: rng.choice([-1, 1])]
    resized = np.asarray(Image.fromarray(square.astype("float32")).resize((size, size), Image.Resampling.BILINEAR))
    contrast = rng.uniform(*CONTRAST) / max(resized.std(), 1)  # 1: an even surface stays one
    pixels = (resized - resized.mean()) * contrast + rng.uniform(*BRIGHTNESS)
    return np.clip(np.round(pixels), 0, 255).astype(np.uint8)

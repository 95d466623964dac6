"""Seven small problems for a network that learnt from photographs, some near to these and some far away.

Each target has `per_class` training images a class for each seed, and a test set that no seed changes and that shares
no picture with them. All images are (N, SIDE, SIDE, 3), uint8, the same grey in the three channels. Everything comes
with the course's dependencies.
"""

from collections.abc import Callable

import numpy as np
from PIL import Image

SIDE = 64
Part = tuple[np.ndarray, np.ndarray]


def textures(part: str, per_class: int, seed: int) -> Part:
    """Eight surfaces, cut out of photographs."""
    from convcourse.data.textures import textures as crops

    return crops(part, per_class, SIDE, seed)


def faces(part: str, per_class: int, seed: int) -> Part:
    """A face, or another part of a photograph: scikit-image's subset of LFW, 25 by 25 pixels."""
    import skimage.data

    pixels = skimage.data.lfw_subset()  # 100 faces, then 100 that are none
    return chosen(pixels * 255, np.repeat([0, 1], 100), part, per_class, seed)


def places(part: str, per_class: int, seed: int) -> Part:
    """In which of nine places of a photograph is the disc? A question that photographs' classes never ask."""
    background, _ = textures(part, -(-9 * per_class // 8), seed)
    rng = np.random.default_rng([seed, part == "test", 1])
    labels = rng.permutation(np.repeat(np.arange(9), per_class))
    images = background[: len(labels), :, :, 0].copy()
    rows, columns = np.mgrid[:SIDE, :SIDE]
    for image, label in zip(images, labels):
        row, column = (np.array(divmod(label, 3)) + 0.5) * SIDE / 3 + rng.uniform(-5, 5, 2)
        image[np.hypot(rows - row, columns - column) < 5] = 255
    return in_three_channels(images), labels


def noise(part: str, per_class: int, seed: int) -> Part:
    """How fine is the noise? Its power falls with frequency to the power of 0, 0.5, 1, 1.5 or 2."""
    rng = np.random.default_rng([seed, part == "test", 2])
    labels = rng.permutation(np.repeat(np.arange(5), per_class))
    frequency = np.hypot(*np.meshgrid(np.fft.fftfreq(SIDE), np.fft.fftfreq(SIDE)))
    frequency[0, 0] = 1
    waves = np.fft.fft2(rng.normal(size=(len(labels), SIDE, SIDE)))
    images = np.fft.ifft2(waves / frequency ** (labels[:, None, None] / 4)).real  # amplitude: half of the exponent
    images -= images.mean(axis=(1, 2), keepdims=True)
    return in_three_channels(128 + 40 * images / images.std(axis=(1, 2), keepdims=True)), labels


def letters(part: str, per_class: int, seed: int) -> Part:
    """X or O, distorted: the course's own letters of 9 by 9 pixels, with their noise."""
    from convcourse.data.x_and_o import batch

    images, labels = batch(2 * per_class, seed if part == "train" else 10_000 + seed)
    return enlarged(128 + 64 * images[..., 0]), labels


def digits(part: str, per_class: int, seed: int) -> Part:
    """Handwritten digits: scikit-learn's, 8 by 8 pixels."""
    from convcourse.data.digits import small_digits

    images, labels = small_digits()
    return chosen(images, labels, part, per_class, seed)


def shuffled_digits(part: str, per_class: int, seed: int) -> Part:
    """The same digits, with their 64 pixels in another order, the same for all: nothing of a picture is left."""
    from convcourse.data.digits import small_digits

    images, labels = small_digits()
    order = np.random.default_rng(64).permutation(64)
    return chosen(
        images.reshape(-1, 64)[:, order].reshape(-1, 8, 8), labels, part, per_class, seed, Image.Resampling.BOX
    )


TARGETS: dict[str, Callable[[str, int, int], Part]] = {
    "textures": textures,
    "faces": faces,
    "places": places,
    "noise": noise,
    "letters": letters,
    "digits": digits,
    "shuffled digits": shuffled_digits,
}


def chosen(
    images: np.ndarray, labels: np.ndarray, part: str, per_class: int, seed: int, how: int = Image.Resampling.BILINEAR
) -> Part:
    """Training images from the first half of each class, test images from the second: (n, h, w) -> a part."""
    rng = np.random.default_rng([seed, 3])
    found = []
    for label in np.unique(labels):
        own = np.random.default_rng(label).permutation(np.flatnonzero(labels == label))
        half = own[: len(own) // 2] if part == "train" else own[len(own) // 2 :]
        found.append(rng.permutation(half)[:per_class] if part == "train" else half[:per_class])
    indices = rng.permutation(np.concatenate(found))
    return enlarged(images[indices], how), labels[indices]


def enlarged(images: np.ndarray, how: int = Image.Resampling.BILINEAR) -> np.ndarray:
    """(N, h, w) of any range within 0 to 255 -> (N, SIDE, SIDE, 3) uint8."""
    return in_three_channels([Image.fromarray(image.astype("float32")).resize((SIDE, SIDE), how) for image in images])


def in_three_channels(images) -> np.ndarray:
    """(N, h, w) -> (N, h, w, 3) uint8."""
    pixels = np.clip(np.round(np.asarray(images, "float32")), 0, 255).astype(np.uint8)
    return np.repeat(pixels[..., None], 3, axis=-1)


def photographs(count: int, seed: int) -> np.ndarray:
    """Parts of scikit-image's photographs in colour, as ImageNet's are, without classes: (count, SIDE, SIDE, 3)."""
    import skimage.data

    rng = np.random.default_rng(seed)
    pictures = [getattr(skimage.data, name)() for name in ("astronaut", "chelsea", "coffee", "rocket")]
    pictures.append(skimage.data.stereo_motorcycle()[0])
    images = []
    for number in range(count):
        picture = pictures[number % len(pictures)]
        side = rng.integers(160, 300)
        top, left = (rng.integers(length - side + 1) for length in picture.shape[:2])
        part = Image.fromarray(picture[top : top + side, left : left + side])
        images.append(part.resize((SIDE, SIDE), Image.Resampling.BILINEAR))
    return np.stack(images)

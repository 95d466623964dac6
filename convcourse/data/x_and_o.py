"""X's and O's of 9 by 9 pixels: the one of the lecture, and as many distorted ones as you like, from a seed.

The trickier cases of lecture 001 ("Trickier cases") are the arguments: shift, scale, rotation, weight. Noise is ours.
"""

import numpy as np

SIDE = 9
LETTERS = ("X", "O")
RADIUS = 3.0  # pixels from the middle to the end of an X's arm along each axis, and to the line of an O


def letter(
    name: str,
    *,
    shift: tuple[float, float] = (0, 0),
    scale: float = 1,
    rotation: float = 0,
    weight: float = 1,
) -> np.ndarray:
    """One picture: (9, 9), 1 on the strokes and -1 elsewhere. Without distortions, "X" is the lecture's.

    name      "X" or "O"
    shift     pixels (down, to the right)
    scale     1 is the lecture's size; (height, width) of an O or X follow it
    rotation  degrees, counter-clockwise
    weight    thickness of the strokes in pixels
    raises    ValueError for another name
    """
    if name not in LETTERS:
        raise ValueError(f"the letters are X and O, not {name!r}")
    rows, columns = np.mgrid[:SIDE, :SIDE] - (SIDE - 1) / 2
    rows, columns = rows - shift[0], columns - shift[1]
    turn = np.deg2rad(rotation)
    # the pixel's place on the undistorted letter: turned back, but measured in pixels of the picture
    down = np.cos(turn) * rows + np.sin(turn) * columns
    right = np.cos(turn) * columns - np.sin(turn) * rows
    reach = RADIUS * scale
    if name == "O":
        distance = np.abs(np.hypot(down, right) - reach)
    else:
        distance = np.minimum(_to_diagonal(down, right, reach), _to_diagonal(down, -right, reach))
    return np.where(distance <= weight / 2 + 1e-9, 1.0, -1.0)


def _to_diagonal(down: np.ndarray, right: np.ndarray, reach: float) -> np.ndarray:
    """Distance to the stroke from (-reach, -reach) to (reach, reach)."""
    along = np.clip((down + right) / 2, -reach, reach)
    return np.hypot(down - along, right - along)


def batch(
    count: int,
    seed: int,
    *,
    shift: float = 2,
    scale: float = 0.25,
    rotation: float = 20,
    weight: float = 1,
    noise: float = 0.3,
) -> tuple[np.ndarray, np.ndarray]:
    """Distorted letters, half of them X's (one more if `count` is odd), in random order.

    shift     each up to so many pixels, either way
    scale     from 1 - scale to 1 + scale times the lecture's size
    rotation  up to so many degrees, either way
    weight    strokes from 1 to 1 + weight pixels thick
    noise     standard deviation of what is added to every pixel
    returns   images (count, 9, 9, 1), labels (count,): 0 for an X, 1 for an O
    """
    rng = np.random.default_rng(seed)
    labels = rng.permutation(np.arange(count) % 2)
    images = np.empty((count, SIDE, SIDE, 1))
    for image, label in zip(images, labels):
        image[..., 0] = letter(
            LETTERS[label],
            shift=tuple(rng.uniform(-shift, shift, 2)),
            scale=rng.uniform(1 - scale, 1 + scale),
            rotation=rng.uniform(-rotation, rotation),
            weight=rng.uniform(1, 1 + weight),
        )
    return images + rng.normal(0, noise, images.shape), labels

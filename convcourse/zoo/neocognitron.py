"""The Neocognitron, in miniature: feature maps, shared weights and pooling, years before backpropagation.

Fukushima 1980, "Neocognitron: A Self-organizing Neural Network Model for a Mechanism of Pattern Recognition Unaffected
by Shift in Position". After Hubel and Wiesel's simple and complex cells, two kinds of layer take turns. S-cells look
for a feature, each plane of cells for one feature everywhere: a convolution. C-cells respond if any S-cell near them
does: a pooling. Nobody gives labels or gradients; a plane is added when something new is seen.

The miniature has two S- and two C-layers. It learns by the rule that Fukushima came to later ("add if silent", 2013),
which is the simplest: where no S-cell answers, a new plane takes what it sees as its template.
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


class Neocognitron:
    """Learns line drawings from one example each, and knows them again elsewhere in the picture.

    images are arrays (height, width), ink 1 and paper 0, all of one size

    An X, an O, a T and an L of 7 x 7 cells it knows at any place. Figures that share their strokes, such as Z and 7,
    are too alike for two stages: the paper's network has three, with 24 planes each.
    """

    def __init__(self, windows: tuple[int, int] = (3, 4), thresholds: tuple[float, float] = (0.7, 0.5)) -> None:
        """windows: side of what an S-cell sees in each stage; thresholds: how alike it must be to answer, 0 to 1."""
        self.windows, self.thresholds = windows, thresholds
        self.templates: list[np.ndarray] = []  # of each stage: (planes, window, window, planes before), length 1

    def learn(self, images: list[np.ndarray]) -> None:
        """One stage after the other: each sees all images through the finished stages before it."""
        self.templates = []
        inputs = [image[:, :, None].astype(float) for image in images]
        for window, threshold in zip(self.windows, self.thresholds):
            templates = np.empty((0, window, window, inputs[0].shape[2]))
            for x in inputs:
                templates = with_new_planes(x, templates, window, threshold)
            self.templates.append(templates)
            inputs = [c_cells(s_cells(x, templates, threshold)) for x in inputs]

    def respond(self, image: np.ndarray) -> np.ndarray:
        """(planes of the last stage,): the strongest answer of each, wherever it is."""
        x = image[:, :, None].astype(float)
        for templates, threshold in zip(self.templates, self.thresholds):
            x = c_cells(s_cells(x, templates, threshold))
        return x.max(axis=(0, 1))


def s_cells(x: np.ndarray, templates: np.ndarray, threshold: float) -> np.ndarray:
    """How alike each window is to each template, above `threshold`.

    x        (H, W, C); templates (planes, window, window, C)
    returns  (H - window + 1, W - window + 1, planes), from 0 to 1

    The paper's cell divides its excitation by an inhibition that grows with the length of its input; for a learned
    cell that is the cosine between window and template, and the threshold is its r / (1 + r).
    """
    seen = windows_of(x, templates.shape[1])
    lengths = np.sqrt((seen**2).sum(axis=(2, 3, 4)))
    products = np.einsum("hwijc,pijc->hwp", seen, templates)
    alike = products / np.maximum(lengths, 1e-9)[:, :, None]
    return np.maximum(0, alike - threshold) / (1 - threshold)


def c_cells(s: np.ndarray) -> np.ndarray:
    """The strongest S-cell in each 3 x 3 neighbourhood of a plane, for every other position.

    s (H, W, planes); returns (ceil(H / 2), ceil(W / 2), planes)
    """
    around = np.pad(s, ((1, 1), (1, 1), (0, 0)))
    return sliding_window_view(around, (3, 3), axis=(0, 1)).max(axis=(3, 4))[::2, ::2]


def with_new_planes(x: np.ndarray, templates: np.ndarray, window: int, threshold: float) -> np.ndarray:
    """`templates` and, as long as a window with much in it finds no S-cell to answer, one more from that window."""
    while True:
        seen = windows_of(x, window)
        strength = (seen**2).sum(axis=(2, 3, 4))
        silent = s_cells(x, templates, threshold).sum(axis=2) == 0
        # windows that hold most of what any window holds: a corner of the figure is not worth a plane
        candidates = np.where(silent & (strength > 0.9 * strength.max()), strength, 0)
        if not candidates.any():
            return templates
        row, column = np.unravel_index(candidates.argmax(), candidates.shape)
        new = seen[row, column] / np.sqrt(strength[row, column])
        templates = np.concatenate([templates, new[None]])


def windows_of(x: np.ndarray, window: int) -> np.ndarray:
    """(H, W, C) -> (H', W', window, window, C)."""
    return np.moveaxis(sliding_window_view(x, (window, window), axis=(0, 1)), 2, 4)

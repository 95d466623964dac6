"""What a trained network saw, as benchmarks/visualization/look_inside.py wrote it: looks.npz and looks.json."""

import functools
import json
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).parent
LAYERS = [
    "stem_activation",
    "block2_depthwise_activation",
    "block4_depthwise_activation",
    "block7_depthwise_activation",
    "block13_depthwise_activation",
    "head_activation",
]
ASCENT_LAYERS = LAYERS[:3]
ASCENT_STEPS = [0, 3, 10, 40]
METHODS = {"saliency": "saliency", "SmoothGrad": "smooth", "guided backpropagation": "guided", "Grad-CAM": "cam"}


@functools.cache
def numbers() -> dict[str, Any]:
    """What was measured: "photographs" (answers, sanity checks), "sparsity", "one_pixel", and how it was obtained."""
    return json.loads((HERE / "looks.json").read_text())


@functools.cache
def pictures() -> dict[str, np.ndarray]:
    """Pictures of 8 bits.

    <photograph>.image              (84, 84, 3)
    <photograph>.<method>           (3, h, w): the maps for the three most probable classes, each scaled to 0 ... 255
    maps.<layer>, channels.<layer>  (12, h, w) the maps of the cat that vary most, and their numbers, (12,)
    ascent.<kind>.<layer>           (3 filters, 4 stops, 48, 48, 3), deprocessed, the middle of 64 by 64, colours in
                                    steps of 8; kind is plain or regularized
    """
    with np.load(HERE / "looks.npz") as arrays:
        return dict(arrays)


def sparsity(layer: str) -> dict[str, Any]:
    """Of a layer's activations for the cat: "shape", "zeros" (part of the numbers), "blank" (part of the maps)."""
    return next(row for row in numbers()["sparsity"] if row["layer"] == layer)

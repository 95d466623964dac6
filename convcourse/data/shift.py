"""What the shift experiment of the pooling chapter gave, as benchmarks/pooling/shift.py wrote it."""

import json
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).parent
NETWORKS = ("flatten", "gap")
MEASURES = ("accuracy", "precision", "recall", "f1")


def results() -> dict[str, Any]:
    """The whole report: "runs" (one a network and seed), and how they were obtained ("train", "epochs", "date", ...).

    A run has "network", "seed", "parameters"; the four measures of "original", "shifted" and "corner" digits; "map",
    the accuracy for each shift (down, across) of "shifts"; and "changed", the part of the answers that change when
    the digits move 1, 2, 3 or 4 pixels to the right.
    """
    return json.loads((HERE / "shift.json").read_text())


def spread(network: str, digits: str, measure: str) -> tuple[float, float, float]:
    """Mean, smallest and largest value of a measure over the seeds.

    network  "flatten" or "gap";   digits  "original", "shifted" or "corner";   measure  one of MEASURES
    """
    values = [run[digits][measure] for run in results()["runs"] if run["network"] == network]
    return float(np.mean(values)), min(values), max(values)


def accuracy_map(network: str) -> np.ndarray:
    """Accuracy for each shift, (shifts down, shifts across), averaged over the seeds."""
    return np.mean([run["map"] for run in results()["runs"] if run["network"] == network], axis=0)


def answers() -> dict[str, np.ndarray]:
    """Ten digits, and what the two networks of the first seed say when these are moved.

    images        (10, 28, 28) uint8, one of each digit, 0 to 9
    shifts        (S,) pixels, down and across
    flatten, gap  (10, S, S, 10) uint8: digit, shift down, shift across, probability of each class in percent
    """
    with np.load(HERE / "shift_answers.npz") as arrays:
        return dict(arrays)

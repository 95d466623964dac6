"""What transfer brought, as benchmarks/transfer/few_images.py wrote it: transfer.json and transfer.npz."""

import functools
import json
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).parent
METHODS = ("pixels", "scratch", "frozen", "fine-tuned")
TARGETS = ("textures", "faces", "places", "noise", "letters", "digits", "shuffled digits")


@functools.cache
def results() -> dict[str, Any]:
    """The whole report.

    targets   name -> "about", "classes", "distance" (of each batch norm), "accuracy" (method -> images a class -> [of
              each seed])
    photographs, curves, sweep, layers, settings, versions, ...
    """
    return json.loads((HERE / "transfer.json").read_text())


@functools.cache
def thawed() -> dict[str, Any]:
    """What benchmarks/transfer/thaw.py wrote: "accuracy" (target -> where training begins -> [of each seed]), "trained"
    (where training begins -> parameters of the base), "per_class", and how it was obtained."""
    return json.loads((HERE / "thaw.json").read_text())


@functools.cache
def pictures() -> dict[str, np.ndarray]:
    """Four test pictures of each target: name -> (4, 64, 64) uint8."""
    with np.load(HERE / "transfer.npz") as arrays:
        return dict(arrays)


def per_class() -> list[int]:
    """The numbers of training images a class that were tried."""
    return [int(n) for n in results()["targets"]["textures"]["accuracy"]["frozen"]]


def accuracy(target: str, method: str) -> np.ndarray:
    """Of the 50 test images a class: (numbers of images a class, seeds)."""
    return np.array(list(results()["targets"][target]["accuracy"][method].values()))


def gain(target: str) -> np.ndarray:
    """Mean accuracy of frozen features, less the better of pixels and scratch: (numbers of images a class,)."""
    without = np.maximum(*(accuracy(target, method).mean(axis=1) for method in ("pixels", "scratch")))
    return accuracy(target, "frozen").mean(axis=1) - without


def distance(target: str) -> float:
    """From the source to a target, or to "photographs" in colour: the mean over the network's batch norms."""
    report = results()
    measured = report["photographs"] if target == "photographs" else report["targets"][target]
    return float(np.mean(measured["distance"]))


def curve(kind: str, measure: str) -> np.ndarray:
    """Learning curves from scratch on textures: (seeds, epochs).

    kind     "plain" or "augmented"
    measure  "train_accuracy", "train_loss", "validation_accuracy" or "validation_loss"
    """
    return np.array([history[measure] for history in results()["curves"][kind]])

"""What the architectures chapter shows: costs of the zoo's networks, published errors, and an experiment's results.

The costs are those that benchmarks/architectures/costs.py wrote (architectures.json), the experiment is that of
benchmarks/architectures/shortcuts.py (shortcuts.json). The errors are published ones, each with its source.
"""

import functools
import json
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

HERE = Path(__file__).parent


@functools.cache
def costs() -> dict[str, Any]:
    """The whole report: "networks", "families", "grid", "scaling", and how it was obtained."""
    return json.loads((HERE / "architectures.json").read_text())


def network(name: str) -> dict[str, Any]:
    """One network of the zoo, for one image.

    input        (height, width, channels)
    parameters   all that Keras counts; trained: without batch norm's statistics
    macs         multiply-adds
    activations  numbers that convolutions, poolings and dense layers put out
    depth        convolutions and dense layers on the longest way through
    stages       pieces with maps of one size: side, channels (of the widest), layers (with a kernel), parameters, macs
    raises       KeyError for a name that convcourse.zoo.NETWORKS does not have
    """
    return costs()["networks"][name]


class Errors(NamedTuple):
    """Errors on ImageNet's validation images, in percent, for one crop of the middle and one network."""

    top1: float
    top5: float
    source: str  # key of SOURCES


SOURCES = {
    "torchvision": "torchvision's documentation of its first weights",
    "keras": "Keras's documentation of keras.applications",
    "hu2018": "Hu et al. 2018, table 2",
}
# Accuracies in the first two sources, errors here. A network stands where its own weights were measured: "AlexNet
# (2014)" and "GoogLeNet (batch norm)" are torchvision's.
PUBLISHED: dict[str, Errors] = {
    "AlexNet (2014)": Errors(43.478, 20.934, "torchvision"),
    "VGG11 (A)": Errors(30.980, 11.372, "torchvision"),
    "VGG13 (B)": Errors(30.072, 10.754, "torchvision"),
    "VGG16 (D)": Errors(28.408, 9.618, "torchvision"),
    "VGG19 (E)": Errors(27.624, 9.124, "torchvision"),
    "GoogLeNet (batch norm)": Errors(30.222, 10.470, "torchvision"),
    "Inception-v3": Errors(22.706, 6.550, "torchvision"),
    "Inception-ResNet-v2": Errors(19.7, 4.7, "keras"),
    "ResNet-18": Errors(30.242, 10.922, "torchvision"),
    "ResNet-34": Errors(26.686, 8.580, "torchvision"),
    "ResNet-50": Errors(23.870, 7.138, "torchvision"),
    "ResNet-101": Errors(22.626, 6.454, "torchvision"),
    "ResNet-152": Errors(21.688, 5.954, "torchvision"),
    "Wide ResNet-50-2": Errors(21.532, 5.914, "torchvision"),
    "ResNeXt-50": Errors(22.382, 6.302, "torchvision"),
    "SE-ResNet-50": Errors(23.29, 6.62, "hu2018"),
    "DenseNet-121": Errors(25.566, 8.028, "torchvision"),
    "DenseNet-169": Errors(24.400, 7.194, "torchvision"),
    "DenseNet-201": Errors(23.104, 6.630, "torchvision"),
    "Xception": Errors(21.0, 5.5, "keras"),
    "SqueezeNet 1.0": Errors(41.908, 19.580, "torchvision"),
    "SqueezeNet 1.1": Errors(41.822, 19.376, "torchvision"),
    "MobileNet v1": Errors(29.6, 10.5, "keras"),
    "MobileNet v2": Errors(28.122, 9.714, "torchvision"),
    "ShuffleNet v2": Errors(30.638, 11.684, "torchvision"),
    "NASNet-Mobile": Errors(25.6, 8.1, "keras"),
    "EfficientNet-B0": Errors(22.308, 6.468, "torchvision"),
    "EfficientNet-B1": Errors(21.358, 5.814, "torchvision"),
    "EfficientNet-B2": Errors(19.392, 4.690, "torchvision"),
    "EfficientNet-B3": Errors(17.992, 3.946, "torchvision"),
    "EfficientNet-B4": Errors(16.616, 3.406, "torchvision"),
    "EfficientNet-B5": Errors(16.556, 3.372, "torchvision"),
    "EfficientNet-B6": Errors(15.992, 3.084, "torchvision"),
    "EfficientNet-B7": Errors(15.878, 3.092, "torchvision"),
}


class Entry(NamedTuple):
    """A result of the challenge ILSVRC: top-5 error on its test images, in percent."""

    year: int
    team: str
    error: float
    what: str  # what answered


# The challenge's result pages; Russakovsky et al. 2015, table 6; Szegedy et al. 2015, table 2; Zeiler and Fergus 2014,
# table 2; He et al. 2016, table 5; Hu et al. 2018, table 8.
CHALLENGE = [
    Entry(2010, "NEC-UIUC", 28.2, "no convolutional network"),
    Entry(2011, "XRCE", 25.8, "no convolutional network"),
    Entry(2012, "AlexNet", 15.3, "seven networks, two of them trained with more images"),
    Entry(2013, "Clarifai", 11.7, "several networks"),
    Entry(2014, "GoogLeNet", 6.67, "seven networks"),
    Entry(2014, "VGG (second)", 7.3, "seven networks"),
    Entry(2015, "ResNet", 3.57, "six networks"),
    Entry(2017, "SENet", 2.25, "several networks"),
]


@functools.cache
def shortcuts() -> dict[str, Any]:
    """The whole report of the experiment: "runs", "gradients", and how they were obtained.

    A run has "network" ("plain" or "residual"), "depth", "seed", "parameters", and after each epoch "loss",
    "train_error" and "test_error". An entry of "gradients" has "network", "depth" and "sizes", one for each convolution
    from the first to the last: the length of the loss's gradient over the length of the weights, before training.
    """
    return json.loads((HERE / "shortcuts.json").read_text())


def curves(network: str, depth: int, measure: str) -> np.ndarray:
    """(seeds, epochs): "loss", "train_error" or "test_error" after each epoch."""
    runs = [run for run in shortcuts()["runs"] if (run["network"], run["depth"]) == (network, depth)]
    return np.array([run[measure] for run in runs])

"""Every published count in zoo_parameters.csv, from the network that we build, under the count's own convention.

Networks are built without weights (`without_weights`), so all of them together take seconds.
"""

import csv
from collections.abc import Callable
from pathlib import Path

import keras
import pytest

from convcourse import zoo
from convcourse.zoo.costs import trainable_parameters, without_weights

ROWS = list(csv.DictReader((Path(__file__).parent / "zoo_parameters.csv").open()))


def network(name: str, **arguments) -> Callable[[], keras.Model]:
    return lambda: zoo.build(name, **arguments)


def total(model: keras.Model) -> int:
    return model.count_params()


# Bias in every convolution, and batch norm's running mean and variance counted.
KERAS_RESNET = {"conv_bias": True, "stride_in": "1x1"}
SMALL_RESNET = {"small_images": True, "classes": 10, "input_shape": (32, 32, 3)}
SMALL_CONVENTION = "CIFAR-10 stem 3x3 and 10 classes"
TORCHVISION_RESNET = "torchvision convention (no conv biases; BN scale and shift)"
IDENTITY = "CIFAR-10 option A shortcuts"
KERAS = "keras.applications total"

# (model, convention) of the file -> the network, and which of its numbers count
COUNTED: dict[tuple[str, str], tuple[Callable[[], keras.Model], Callable[[keras.Model], int]]] = {
    # the ten drawn digits are fixed, so only what is trained counts
    ("LeNet-5", "as published 1998 (partial C3; subsampling coefficients trained; RBF output fixed)"): (
        network("LeNet-5 (1998)"),
        trainable_parameters,
    ),
    ("LeNet-5", "modern: full C3 and dense 120-84-10 on 32x32x1 (or 28x28 with same padding in conv1)"): (
        network("LeNet-5"),
        total,
    ),
    ("AlexNet", "two towers (grouped conv2 conv4 conv5) 227x227x3"): (network("AlexNet"), total),
    ("AlexNet", "one tower (no groups) 227x227x3"): (network("AlexNet (one tower)"), total),
    ("AlexNet", "torchvision variant"): (network("AlexNet (2014)"), total),
    ("ZFNet", "227-style with 7x7 stride-2 conv1"): (network("ZFNet"), total),
    **{
        (f"VGG{name}", "with biases"): (network(f"VGG{name}"), total)
        for name in ("11 (A)", "13 (B)", "16 (D)", "19 (E)")
    },
    ("NiN", "ImageNet"): (network("NiN"), total),
    ("NiN", "CIFAR-10"): (network("NiN (CIFAR-10)"), total),
    ("GoogLeNet", "paper without auxiliary heads (5x5 branches)"): (network("GoogLeNet"), total),
    ("GoogLeNet", "paper with both auxiliary heads"): (network("GoogLeNet", auxiliary=True), total),
    ("GoogLeNet", "torchvision without aux (3x3 in place of 5x5; batch norm)"): (
        network("GoogLeNet (batch norm)"),
        trainable_parameters,
    ),
    ("ResNet-18", TORCHVISION_RESNET): (network("ResNet-18"), trainable_parameters),
    **{
        (f"ResNet-{depth}", "torchvision convention"): (network(f"ResNet-{depth}"), trainable_parameters)
        for depth in (34, 50, 101, 152)
    },
    ("ResNet-50", "keras.applications total (conv biases and BN statistics counted)"): (
        network("ResNet-50", **KERAS_RESNET),
        total,
    ),
    **{(f"ResNet-{depth}", KERAS): (network(f"ResNet-{depth}", **KERAS_RESNET), total) for depth in (101, 152)},
    **{
        (f"ResNet-{depth}", SMALL_CONVENTION): (network(f"ResNet-{depth}", **SMALL_RESNET), trainable_parameters)
        for depth in (18, 34, 50, 101, 152)
    },
    **{
        (f"ResNet-{depth}", IDENTITY): (network(f"ResNet-{depth} (CIFAR-10)"), trainable_parameters)
        for depth in (20, 56, 110)
    },
    ("Wide ResNet-50-2", "torchvision convention"): (network("Wide ResNet-50-2"), trainable_parameters),
    ("Wide ResNet-28-10", "CIFAR-10"): (network("Wide ResNet-28-10 (CIFAR-10)"), trainable_parameters),
    ("ResNeXt-50 32x4d", "torchvision convention"): (network("ResNeXt-50"), trainable_parameters),
    ("SE-ResNet-50", "reduction 16 with biases in the SE dense layers"): (
        network("SE-ResNet-50"),
        trainable_parameters,
    ),
    **{
        (f"DenseNet-{depth}", "trainable (torchvision)"): (network(f"DenseNet-{depth}"), trainable_parameters)
        for depth in (121, 169, 201)
    },
    ("MobileNet v1", "keras.applications total (width 1.0)"): (network("MobileNet v1"), total),
    ("MobileNet v2", "trainable (torchvision)"): (network("MobileNet v2"), trainable_parameters),
    **{
        (name, KERAS): (network(name), total)
        for name in ("DenseNet-121", "Inception-v3", "Inception-ResNet-v2", "Xception", "MobileNet v2", "NASNet-Mobile")
    },
    ("SqueezeNet 1.0", "with biases"): (network("SqueezeNet 1.0"), total),
    ("SqueezeNet 1.1", "with biases"): (network("SqueezeNet 1.1"), total),
    ("ShuffleNet v1 1x g=3", "trainable"): (network("ShuffleNet v1"), trainable_parameters),
    ("ShuffleNet v2 x1.0", "trainable"): (network("ShuffleNet v2"), trainable_parameters),
    **{
        (f"EfficientNet-{variant}", "trainable"): (network(f"EfficientNet-{variant}"), trainable_parameters)
        for variant in ("B0", "B1", "B2", "B3", "B4", "B5", "B6", "B7", "Lite0")
    },
}


def test_every_published_count_has_its_network() -> None:
    assert {(row["model"], row["convention"]) for row in ROWS} == set(COUNTED)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['model']}: {row['convention']}")
def test_published_count(row: dict) -> None:
    build, count = COUNTED[row["model"], row["convention"]]
    with without_weights():
        model = build()
    assert count(model) == int(row["parameters"]), row["source"]


@pytest.mark.parametrize(("configuration", "millions"), [("A-LRN", 133), ("C", 134)])
def test_vgg_configurations_that_only_the_paper_counts(configuration: str, millions: int) -> None:
    """Simonyan and Zisserman 2014, table 2: in millions."""
    with without_weights():
        model = zoo.build(f"VGG{'11' if configuration == 'A-LRN' else '16'} ({configuration})")
    assert round(model.count_params() / 1e6) == millions

"""GoogLeNet: let every layer look near and far at once, and pay for it with 1 x 1 convolutions.

Szegedy et al. 2014, "Going Deeper with Convolutions", table 1. An inception module runs 1 x 1, 3 x 3 and 5 x 5
convolutions and a pooling side by side and stacks what they find. A 1 x 1 convolution first narrows what the costly
ones see. The whole has a ninth of AlexNet's parameters.
"""

from typing import NamedTuple

import keras
from keras import layers

from convcourse.zoo.blocks import LocalResponseNormalization, convolution, max_pool, plain_convolution


class Module(NamedTuple):
    """Channels of an inception module, in the order of the paper's table."""

    ones: int
    threes_reduce: int
    threes: int
    fives_reduce: int
    fives: int
    pool_projection: int


MODULES = {
    "3a": Module(64, 96, 128, 16, 32, 32),
    "3b": Module(128, 128, 192, 32, 96, 64),
    "4a": Module(192, 96, 208, 16, 48, 64),
    "4b": Module(160, 112, 224, 24, 64, 64),
    "4c": Module(128, 128, 256, 24, 64, 64),
    "4d": Module(112, 144, 288, 32, 64, 64),
    "4e": Module(256, 160, 320, 32, 128, 128),
    "5a": Module(256, 160, 320, 32, 128, 128),
    "5b": Module(384, 192, 384, 48, 128, 128),
}


def googlenet(
    classes: int = 1000, input_shape: tuple[int, int, int] = (224, 224, 3), auxiliary: bool = False
) -> keras.Model:
    """GoogLeNet as published.

    auxiliary  whether to build the two extra classifiers, which training adds at 0.3 of the loss and use leaves out
    returns    images -> (N, classes) probabilities, or a list of three of them: the answer, after 4a, after 4d;
               6,998,552 parameters, with the extra classifiers 13,378,280
    """
    image = keras.Input(input_shape)
    x = plain_convolution(image, 64, 7, 2, name="conv1")
    x = LocalResponseNormalization(name="normalization1")(max_pool(x, 3, 2, "same"))
    x = plain_convolution(x, 64, 1, name="conv2_reduce")
    x = plain_convolution(x, 192, 3, name="conv2")
    x = LocalResponseNormalization(name="normalization2")(x)
    extra = []
    for name, module in MODULES.items():
        if name in ("3a", "4a", "5a"):
            x = max_pool(x, 3, 2, "same")
        x = inception_module(x, module, name=f"inception_{name}")
        if auxiliary and name in ("4a", "4d"):
            extra.append(auxiliary_classifier(x, classes, name=f"auxiliary_{name}"))
    x = layers.GlobalAveragePooling2D(name="average")(x)
    x = layers.Dropout(0.4, name="dropout")(x)
    x = layers.Dense(classes, activation="softmax", name="predictions")(x)
    return keras.Model(image, [x, *extra] if extra else x, name="googlenet")


def googlenet_bn(classes: int = 1000, input_shape: tuple[int, int, int] = (224, 224, 3)) -> keras.Model:
    """GoogLeNet as torchvision trains it: batch norm after each convolution, and 3 x 3 kernels for the 5 x 5 ones.

    returns  images -> (N, classes) probabilities; 6,624,904 trained parameters
    """
    image = keras.Input(input_shape)
    x = convolution(image, 64, 7, 2, padding=3, name="conv1")
    x = max_pool(x, 3, 2, "same")
    x = convolution(x, 64, 1, name="conv2_reduce")
    x = convolution(x, 192, 3, name="conv2")
    for name, module in MODULES.items():
        if name in ("3a", "4a", "5a"):
            x = max_pool(x, 3, 2, "same")
        x = inception_module(x, module, layer=convolution, large_kernel=3, name=f"inception_{name}")
    x = layers.GlobalAveragePooling2D(name="average")(x)
    x = layers.Dropout(0.2, name="dropout")(x)
    x = layers.Dense(classes, activation="softmax", name="predictions")(x)
    return keras.Model(image, x, name="googlenet_bn")


def inception_module(
    x: keras.KerasTensor, module: Module, *, layer=plain_convolution, large_kernel: int = 5, name: str
) -> keras.KerasTensor:
    """Four views of `x`, stacked: (N, H, W, C) -> (N, H, W, ones + threes + fives + pool_projection).

    layer  plain_convolution, or convolution for batch norm after each
    """
    ones = layer(x, module.ones, 1, name=f"{name}_1x1")
    threes = layer(x, module.threes_reduce, 1, name=f"{name}_3x3_reduce")
    threes = layer(threes, module.threes, 3, name=f"{name}_3x3")
    fives = layer(x, module.fives_reduce, 1, name=f"{name}_5x5_reduce")
    fives = layer(fives, module.fives, large_kernel, name=f"{name}_5x5")
    pooled = layers.MaxPooling2D(3, 1, padding="same", name=f"{name}_pool")(x)
    pooled = layer(pooled, module.pool_projection, 1, name=f"{name}_pool_projection")
    return layers.Concatenate(name=name)([ones, threes, fives, pooled])


def auxiliary_classifier(x: keras.KerasTensor, classes: int, name: str) -> keras.KerasTensor:
    """A small classifier half-way, so that the loss is near the early layers: (N, 14, 14, C) -> (N, classes)."""
    x = layers.AveragePooling2D(5, 3, name=f"{name}_pool")(x)  # (N, 4, 4, C)
    x = plain_convolution(x, 128, 1, name=f"{name}_conv")
    x = layers.Flatten(name=f"{name}_flatten")(x)
    x = layers.Dense(1024, activation="relu", name=f"{name}_dense")(x)
    x = layers.Dropout(0.7, name=f"{name}_dropout")(x)
    return layers.Dense(classes, activation="softmax", name=name)(x)

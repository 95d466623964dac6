"""AlexNet and ZFNet: LeNet's plan, a thousand times bigger, on two graphics cards.

Krizhevsky, Sutskever, Hinton 2012, "ImageNet Classification with Deep Convolutional Neural Networks"; Zeiler and
Fergus 2013, "Visualizing and Understanding Convolutional Networks". ReLU, dropout and enough pictures made the
difference. One card could not hold the network, so its channels were dealt to two: a convolution in two groups.
ZFNet looked at what the first layers had learned, and made their kernels smaller and their steps shorter.
"""

import keras
from keras import layers

from convcourse.zoo.blocks import LocalResponseNormalization, max_pool, plain_convolution


def alexnet(towers: int = 2, classes: int = 1000, input_shape: tuple[int, int, int] = (227, 227, 3)) -> keras.Model:
    """AlexNet.

    towers       2 as published: the second, fourth and fifth convolutions see only the half of the channels that lay
                 on the same card; 1: they see all
    input_shape  227 x 227: the paper writes 224, but only 227 gives its 55 x 55 maps
    returns      images -> (N, classes) probabilities; 60,965,224 parameters with two towers, 62,378,344 with one
    raises       ValueError for another number of towers
    """
    if towers not in (1, 2):
        raise ValueError(f"AlexNet has 1 or 2 towers, not {towers}")
    image = keras.Input(input_shape)
    x = plain_convolution(image, 96, 11, 4, padding="valid", name="conv1")  # (N, 55, 55, 96)
    x = max_pool(LocalResponseNormalization(name="normalization1")(x), 3, 2)  # (N, 27, 27, 96)
    x = plain_convolution(x, 256, 5, groups=towers, name="conv2")
    x = max_pool(LocalResponseNormalization(name="normalization2")(x), 3, 2)  # (N, 13, 13, 256)
    x = plain_convolution(x, 384, 3, name="conv3")
    x = plain_convolution(x, 384, 3, groups=towers, name="conv4")
    x = plain_convolution(x, 256, 3, groups=towers, name="conv5")
    x = max_pool(x, 3, 2)  # (N, 6, 6, 256)
    return keras.Model(image, dense_head(x, classes), name=f"alexnet_{towers}_towers")


def alexnet_2014(classes: int = 1000, input_shape: tuple[int, int, int] = (224, 224, 3)) -> keras.Model:
    """The AlexNet of Krizhevsky 2014 ("One weird trick"), which torchvision calls alexnet: one tower, fewer channels.

    returns  images -> (N, classes) probabilities; 61,100,840 parameters
    """
    image = keras.Input(input_shape)
    x = plain_convolution(image, 64, 11, 4, padding=2, name="conv1")  # (N, 55, 55, 64)
    x = max_pool(x, 3, 2)
    x = plain_convolution(x, 192, 5, name="conv2")
    x = max_pool(x, 3, 2)
    x = plain_convolution(x, 384, 3, name="conv3")
    x = plain_convolution(x, 256, 3, name="conv4")
    x = plain_convolution(x, 256, 3, name="conv5")
    x = max_pool(x, 3, 2)  # (N, 6, 6, 256)
    return keras.Model(image, dense_head(x, classes), name="alexnet_2014")


def zfnet(classes: int = 1000, input_shape: tuple[int, int, int] = (224, 224, 3)) -> keras.Model:
    """ZFNet: AlexNet's one tower with 7 x 7 kernels and stride 2 where it had 11 x 11 and stride 4.

    returns  images -> (N, classes) probabilities; 62,357,608 parameters
    """
    image = keras.Input(input_shape)
    x = plain_convolution(image, 96, 7, 2, padding=1, name="conv1")  # (N, 110, 110, 96)
    x = LocalResponseNormalization(name="normalization1")(max_pool(x, 3, 2, padding=1))  # (N, 55, 55, 96)
    x = plain_convolution(x, 256, 5, 2, padding="valid", name="conv2")  # (N, 26, 26, 256)
    x = LocalResponseNormalization(name="normalization2")(max_pool(x, 3, 2, padding=1))  # (N, 13, 13, 256)
    x = plain_convolution(x, 384, 3, name="conv3")
    x = plain_convolution(x, 384, 3, name="conv4")
    x = plain_convolution(x, 256, 3, name="conv5")
    x = max_pool(x, 3, 2)  # (N, 6, 6, 256)
    return keras.Model(image, dense_head(x, classes), name="zfnet")


def dense_head(x: keras.KerasTensor, classes: int) -> keras.KerasTensor:
    """Three dense layers with dropout; 58.6 million of AlexNet's parameters lie here."""
    x = layers.Flatten(name="flatten")(x)
    for number in (6, 7):
        x = layers.Dense(4096, activation="relu", name=f"dense{number}")(x)
        x = layers.Dropout(0.5, name=f"dropout{number}")(x)
    return layers.Dense(classes, activation="softmax", name="predictions")(x)

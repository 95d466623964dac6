"""Network in Network: a small dense network at every pixel, and no dense layer at the end.

Lin, Chen, Yan 2013, "Network In Network". A 1 x 1 convolution mixes the channels of one pixel. Two of them after each
convolution make it a small perceptron that slides. The last has one map a class, and the map's average is the score:
nothing is flattened, and the tens of millions of dense parameters are gone.
"""

import keras
from keras import layers

from convcourse.zoo.blocks import max_pool, plain_convolution


def nin(classes: int = 1000, input_shape: tuple[int, int, int] = (227, 227, 3)) -> keras.Model:
    """Network in Network for ImageNet: images -> (N, classes) probabilities; 7,595,176 parameters."""
    image = keras.Input(input_shape)
    x = mlpconv(image, (96, 96, 96), 11, stride=4, padding="valid", name="mlpconv1")
    x = mlpconv(max_pool(x, 3, 2), (256, 256, 256), 5, name="mlpconv2")
    x = mlpconv(max_pool(x, 3, 2), (384, 384, 384), 3, name="mlpconv3")
    x = layers.Dropout(0.5, name="dropout")(max_pool(x, 3, 2))
    x = mlpconv(x, (1024, 1024, classes), 3, name="mlpconv4")
    return keras.Model(image, average_and_softmax(x), name="nin")


def nin_cifar(classes: int = 10, input_shape: tuple[int, int, int] = (32, 32, 3)) -> keras.Model:
    """Network in Network for CIFAR-10: images -> (N, classes) probabilities; 966,986 parameters."""
    image = keras.Input(input_shape)
    x = mlpconv(image, (192, 160, 96), 5, name="mlpconv1")
    x = layers.Dropout(0.5, name="dropout1")(max_pool(x, 3, 2, "same"))
    x = mlpconv(x, (192, 192, 192), 5, name="mlpconv2")
    x = layers.AveragePooling2D(3, 2, padding="same", name="pool2")(x)
    x = layers.Dropout(0.5, name="dropout2")(x)
    x = mlpconv(x, (192, 192, classes), 3, name="mlpconv3")
    return keras.Model(image, average_and_softmax(x), name="nin_cifar")


def mlpconv(
    x: keras.KerasTensor,
    channels: tuple[int, int, int],
    kernel_size: int,
    *,
    stride: int = 1,
    padding: str = "same",
    name: str,
) -> keras.KerasTensor:
    """A convolution and two 1 x 1 convolutions, ReLU after each: (N, H, W, C) -> (N, H', W', channels[2])."""
    x = plain_convolution(x, channels[0], kernel_size, stride, padding=padding, name=name)
    x = plain_convolution(x, channels[1], 1, name=f"{name}_mix1")
    return plain_convolution(x, channels[2], 1, name=f"{name}_mix2")


def average_and_softmax(x: keras.KerasTensor) -> keras.KerasTensor:
    """One map a class: its average is the class's score. (N, H, W, classes) -> (N, classes)."""
    x = layers.GlobalAveragePooling2D(name="average")(x)
    return layers.Activation("softmax", name="predictions")(x)

"""Xception: an inception module with as many paths as channels.

Chollet 2016, "Xception: Deep Learning with Depthwise Separable Convolutions", figure 5. Inception splits a convolution
into looking around and mixing channels, in a few paths. Taken to its end, every channel has its own path: that is a
depthwise separable convolution. Xception stacks 34 of them, with ResNet's shortcuts.
"""

import keras
from keras import layers

from convcourse.zoo.blocks import classifier, convolution, normalized


def xception(classes: int = 1000, input_shape: tuple[int, int, int] = (299, 299, 3)) -> keras.Model:
    """Xception: images -> (N, classes) probabilities; 22,910,480 parameters with batch norm's statistics."""
    image = keras.Input(input_shape)
    x = convolution(image, 32, 3, 2, padding="valid", name="stem1")
    x = convolution(x, 64, 3, padding="valid", name="stem2")
    x = shrinking_block(x, 128, 128, relu_first=False, name="entry2")
    x = shrinking_block(x, 256, 256, name="entry3")
    x = shrinking_block(x, 728, 728, name="entry4")
    for number in range(5, 13):
        x = middle_block(x, name=f"middle{number}")
    x = shrinking_block(x, 728, 1024, name="exit13")
    for number, channels in enumerate((1536, 2048), start=1):
        x = layers.Activation("relu", name=f"exit14_{number}_relu")(separable(x, channels, name=f"exit14_{number}"))
    return keras.Model(image, classifier(x, classes), name="xception")


def shrinking_block(
    x: keras.KerasTensor, first: int, second: int, *, relu_first: bool = True, name: str
) -> keras.KerasTensor:
    """Two separable convolutions of `first` and `second` channels and a pooling, beside a strided shortcut.

    returns (N, ceil(H / 2), ceil(W / 2), second)
    """
    shortcut = convolution(x, second, 1, 2, activation=None, name=f"{name}_shortcut")
    if relu_first:
        x = layers.Activation("relu", name=f"{name}_1_relu")(x)
    x = separable(x, first, name=f"{name}_1")
    x = separable(layers.Activation("relu", name=f"{name}_2_relu")(x), second, name=f"{name}_2")
    x = layers.MaxPooling2D(3, 2, padding="same", name=f"{name}_pool")(x)
    return layers.Add(name=name)([x, shortcut])


def middle_block(x: keras.KerasTensor, *, name: str) -> keras.KerasTensor:
    """Three separable convolutions beside `x`: the shape stays."""
    start = x
    for number in (1, 2, 3):
        x = layers.Activation("relu", name=f"{name}_{number}_relu")(x)
        x = separable(x, x.shape[-1], name=f"{name}_{number}")
    return layers.Add(name=name)([x, start])


def separable(x: keras.KerasTensor, channels: int, *, name: str) -> keras.KerasTensor:
    """Depthwise 3 x 3, pointwise 1 x 1, batch norm; unlike MobileNet's, with nothing between the two."""
    x = layers.SeparableConv2D(channels, 3, padding="same", use_bias=False, name=name)(x)
    return normalized(x, None, name=name)

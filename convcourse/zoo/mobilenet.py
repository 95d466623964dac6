"""MobileNet: take the convolution apart, and pay for a telephone instead of a server.

Howard et al. 2017, "MobileNets", and Sandler et al. 2018, "MobileNetV2: Inverted Residuals and Linear Bottlenecks".
A convolution does two things at once: it looks around and it mixes channels. A depthwise convolution only looks
around, a 1 x 1 convolution only mixes. One after the other cost an eighth to a ninth of both at once.
"""

import keras
from keras import layers

from convcourse.zoo.blocks import classifier, convolution, normalized

# version 1: channels and stride of each depthwise separable convolution, table 1 of the paper
V1 = [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), *[(512, 1)] * 5, (1024, 2), (1024, 1)]
# version 2: expansion, channels, repeats, stride of the first, table 2 of the paper
V2 = [
    (1, 16, 1, 1),
    (6, 24, 2, 2),
    (6, 32, 3, 2),
    (6, 64, 4, 2),
    (6, 96, 3, 1),
    (6, 160, 3, 2),
    (6, 320, 1, 1),
]


def mobilenet(
    width: float = 1.0, classes: int = 1000, input_shape: tuple[int, int, int] = (224, 224, 3)
) -> keras.Model:
    """MobileNet, version 1.

    width    times the channels of every layer; the paper has 1, 0.75, 0.5, 0.25
    returns  images -> (N, classes) probabilities; 4,253,864 parameters with batch norm's statistics, 4,231,976 trained
    """
    image = keras.Input(input_shape)
    x = convolution(image, int(32 * width), 3, 2, activation="relu6", name="stem")
    for number, (channels, stride) in enumerate(V1, start=1):
        x = depthwise_separable(x, int(channels * width), stride=stride, name=f"block{number}")
    return keras.Model(image, classifier(x, classes, dropout=1e-3), name="mobilenet")


def depthwise_separable(x: keras.KerasTensor, channels: int, *, stride: int, name: str) -> keras.KerasTensor:
    """Look around in each channel, then mix the channels; batch norm and ReLU6 after each.

    returns (N, ceil(H / stride), ceil(W / stride), channels)
    """
    x = depthwise(x, stride, name=f"{name}_depthwise")
    return convolution(x, channels, 1, activation="relu6", name=f"{name}_pointwise")


def mobilenet_v2(
    width: float = 1.0, classes: int = 1000, input_shape: tuple[int, int, int] = (224, 224, 3)
) -> keras.Model:
    """MobileNetV2.

    width    times the channels, to a multiple of 8; the last convolution never has fewer than 1,280
    returns  images -> (N, classes) probabilities; 3,504,872 trained parameters, 3,538,984 with batch norm's statistics
    """
    image = keras.Input(input_shape)
    x = convolution(image, multiple_of_8(32 * width), 3, 2, activation="relu6", name="stem")
    number = 0
    for expansion, channels, repeats, first_stride in V2:
        for repeat in range(repeats):
            number += 1
            stride = first_stride if repeat == 0 else 1
            x = inverted_residual(
                x, multiple_of_8(channels * width), expansion=expansion, stride=stride, name=f"block{number}"
            )
    x = convolution(x, multiple_of_8(1280 * max(1.0, width)), 1, activation="relu6", name="head")
    return keras.Model(image, classifier(x, classes), name="mobilenet_v2")


def inverted_residual(
    x: keras.KerasTensor, channels: int, *, expansion: int, stride: int, name: str
) -> keras.KerasTensor:
    """Widen, look around, narrow; the shortcut joins the narrow ends, and no ReLU follows them.

    A bottleneck block (ResNet) is narrow in the middle; here it is wide, as looking around is cheap by channel. A ReLU
    on few channels would lose what it sets to zero, so the narrow end has none.
    returns (N, ceil(H / stride), ceil(W / stride), channels)
    """
    start = x
    if expansion > 1:
        x = convolution(x, expansion * x.shape[-1], 1, activation="relu6", name=f"{name}_expand")
    x = depthwise(x, stride, name=f"{name}_depthwise")
    x = convolution(x, channels, 1, activation=None, name=f"{name}_project")
    if stride == 1 and start.shape[-1] == channels:
        x = layers.Add(name=f"{name}_add")([start, x])
    return x


def depthwise(x: keras.KerasTensor, stride: int, *, name: str) -> keras.KerasTensor:
    """One 3 x 3 kernel for each channel, batch norm, ReLU6: (N, H, W, C) -> (N, H', W', C)."""
    x = layers.DepthwiseConv2D(3, stride, padding="same", use_bias=False, name=name)(x)
    return normalized(x, "relu6", name=name)


def multiple_of_8(channels: float) -> int:
    """The nearest multiple of 8, at least 8, and never more than a tenth below `channels`."""
    rounded = max(8, int(channels + 4) // 8 * 8)
    return rounded if rounded >= 0.9 * channels else rounded + 8

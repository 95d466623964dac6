"""EfficientNet: one small network, scaled in depth, width and image size at once.

Tan and Le 2019, "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks". A bigger network can have
more layers, more channels, or bigger images. Each alone soon stops to help; B1 to B7 grow all three in a fixed ratio
from B0. EfficientNet-Lite (2020) takes out what a phone's processor does slowly: squeeze and excitation, and swish.
"""

import math
from typing import NamedTuple

import keras
from keras import layers

from convcourse.zoo.blocks import classifier, convolution, normalized, squeeze_and_excite
from convcourse.zoo.mobilenet import multiple_of_8


class Stage(NamedTuple):
    """Blocks of one kind in a row: the first has the stage's stride, the others stride 1."""

    expansion: int
    channels: int
    repeats: int
    stride: int
    kernel_size: int


# B0, table 1 of the paper
STAGES = [
    Stage(1, 16, 1, 1, 3),
    Stage(6, 24, 2, 2, 3),
    Stage(6, 40, 2, 2, 5),
    Stage(6, 80, 3, 2, 3),
    Stage(6, 112, 3, 1, 5),
    Stage(6, 192, 4, 2, 5),
    Stage(6, 320, 1, 1, 3),
]
STEM_CHANNELS, HEAD_CHANNELS = 32, 1280
# times the channels, times the layers, image side, dropout before the last layer
SCALES = {
    "B0": (1.0, 1.0, 224, 0.2),
    "B1": (1.0, 1.1, 240, 0.2),
    "B2": (1.1, 1.2, 260, 0.3),
    "B3": (1.2, 1.4, 300, 0.3),
    "B4": (1.4, 1.8, 380, 0.4),
    "B5": (1.6, 2.2, 456, 0.4),
    "B6": (1.8, 2.6, 528, 0.5),
    "B7": (2.0, 3.1, 600, 0.5),
}


def efficientnet(
    variant: str = "B0", classes: int = 1000, input_shape: tuple[int, int, int] | None = None
) -> keras.Model:
    """EfficientNet-B0 to B7.

    variant      "B0" to "B7"
    input_shape  (height, width, channels); the paper's image size and 3 channels if None
    returns      images, scaled as in training (here: no scaling inside) -> (N, classes) probabilities
    raises       ValueError for an unknown variant

    Trainable parameters for 1,000 classes: B0 5,288,548; B7 66,347,960. keras.applications counts 7 more numbers, of
    the normalization that it keeps inside, and the batch norms' statistics.
    """
    if variant not in SCALES:
        raise ValueError(f"no EfficientNet is called {variant!r}; there are {', '.join(SCALES)}")
    width, depth, side, dropout = SCALES[variant]
    scaled = [
        stage._replace(channels=multiple_of_8(stage.channels * width), repeats=scaled_repeats(stage.repeats, depth))
        for stage in STAGES
    ]
    stem, head = multiple_of_8(STEM_CHANNELS * width), multiple_of_8(HEAD_CHANNELS * width)
    shape = input_shape or (side, side, 3)
    return _network(f"efficientnet_{variant.lower()}", shape, stem, scaled, head, classes, dropout, "swish", 0.25)


def efficientnet_lite0(classes: int = 1000, input_shape: tuple[int, int, int] = (224, 224, 3)) -> keras.Model:
    """EfficientNet-Lite0: B0 with ReLU6 and without squeeze and excitation, 4,652,008 trainable parameters.

    input_shape  (height, width, channels)
    returns      images, scaled to (pixel - 127) / 128 -> (N, classes) probabilities
    """
    return _network(
        "efficientnet_lite0", input_shape, STEM_CHANNELS, STAGES, HEAD_CHANNELS, classes, 0.2, "relu6", None
    )


def scaled_repeats(repeats: int, depth: float) -> int:
    """`depth` times as many blocks, rounded up."""
    return math.ceil(depth * repeats)


def inverted_residual(
    x: keras.KerasTensor,
    channels: int,
    *,
    expansion: int,
    stride: int,
    kernel_size: int,
    activation: str,
    se_ratio: float | None,
    drop: float,
    name: str,
) -> keras.KerasTensor:
    """Widen, look around, weigh the channels, narrow (MobileNetV2's block, with squeeze and excitation).

    x         (N, H, W, C)
    channels  of the output
    se_ratio  squeezed channels, as a part of C; None leaves squeeze and excitation out
    drop      probability that training leaves the block out (stochastic depth, Huang et al. 2016)
    returns   (N, ceil(H / stride), ceil(W / stride), channels)
    """
    start, wide = x, x.shape[-1] * expansion
    if expansion > 1:
        x = convolution(x, wide, 1, activation=activation, name=f"{name}_expand")
    x = layers.DepthwiseConv2D(kernel_size, stride, padding="same", use_bias=False, name=f"{name}_depthwise")(x)
    x = normalized(x, activation, name=f"{name}_depthwise")
    if se_ratio is not None:
        x = squeeze_and_excite(x, max(1, int(start.shape[-1] * se_ratio)), activation, name=f"{name}_se")
    x = convolution(x, channels, 1, activation=None, name=f"{name}_project")
    if stride == 1 and start.shape[-1] == channels:
        # one coin for each image: the whole block stays or goes
        x = layers.Dropout(drop, noise_shape=(None, 1, 1, 1), name=f"{name}_drop")(x)
        x = layers.Add(name=f"{name}_add")([start, x])
    return x


def _network(
    name: str,
    input_shape: tuple[int, int, int],
    stem: int,
    stages: list[Stage],
    head: int,
    classes: int,
    dropout: float,
    activation: str,
    se_ratio: float | None,
) -> keras.Model:
    image = keras.Input(input_shape)
    x = convolution(image, stem, 3, 2, activation=activation, name="stem")
    blocks = [
        stage._replace(stride=stage.stride if repeat == 0 else 1) for stage in stages for repeat in range(stage.repeats)
    ]
    for number, block in enumerate(blocks):
        x = inverted_residual(
            x,
            block.channels,
            expansion=block.expansion,
            stride=block.stride,
            kernel_size=block.kernel_size,
            activation=activation,
            se_ratio=se_ratio,
            drop=0.2 * number / len(blocks),  # later blocks are left out more often
            name=f"block{number}",
        )
    x = convolution(x, head, 1, activation=activation, name="head")
    return keras.Model(image, classifier(x, classes, dropout), name=name)

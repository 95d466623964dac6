"""Wide ResNet: fewer layers, more channels.

Zagoruyko and Komodakis 2016, "Wide Residual Networks". A thousand thin layers gain little over a hundred; the same
parameters spent on width train faster and answer better. Two networks carry the name: the paper's own, for CIFAR-10,
and ResNet-50 with bottlenecks twice as wide.
"""

from functools import partial

import keras
from keras import layers

from convcourse.zoo.blocks import classifier, normalized, plain_convolution
from convcourse.zoo.resnet import REPEATS, bottleneck, residual_network


def wide_resnet(
    depth: int = 28, widen: int = 10, classes: int = 10, input_shape: tuple[int, int, int] = (32, 32, 3)
) -> keras.Model:
    """Wide ResNet for CIFAR-10, WRN-28-10 unless told otherwise.

    depth    6n + 4 convolutions: n blocks in each of three stages
    widen    times 16, 32 and 64 channels
    returns  images -> (N, classes) probabilities; 36,479,194 trained parameters for WRN-28-10
    raises   ValueError for a depth that is not 6n + 4
    """
    if depth < 10 or depth % 6 != 4:
        raise ValueError(f"the depth is 6n + 4, such as 16, 28 or 40; not {depth}")
    image = keras.Input(input_shape)
    x = layers.Conv2D(16, 3, padding="same", use_bias=False, name="stem")(image)
    for stage, channels in enumerate((16, 32, 64)):
        for number in range((depth - 4) // 6):
            stride = 2 if stage > 0 and number == 0 else 1
            x = wide_block(x, channels * widen, stride=stride, name=f"stage{stage + 1}_block{number + 1}")
    x = normalized(x, epsilon=1e-5, name="last")
    return keras.Model(image, classifier(x, classes), name=f"wide_resnet_{depth}_{widen}")


def wide_block(x: keras.KerasTensor, channels: int, *, stride: int, name: str) -> keras.KerasTensor:
    """Batch norm and ReLU before each of two 3 x 3 convolutions, and a shortcut that nothing follows.

    With the ReLU inside the branch, the sum runs from the first block to the last unchanged ("pre-activation", He et
    al. 2016). returns (N, ceil(H / stride), ceil(W / stride), channels)
    """
    conv = partial(plain_convolution, use_bias=False, activation=None)
    active = normalized(x, epsilon=1e-5, name=f"{name}_0")
    same_shape = stride == 1 and x.shape[-1] == channels
    shortcut = x if same_shape else conv(active, channels, 1, stride, name=f"{name}_shortcut")
    x = conv(active, channels, 3, stride, padding=1, name=f"{name}_1")
    x = conv(normalized(x, epsilon=1e-5, name=f"{name}_1"), channels, 3, name=f"{name}_2")
    return layers.Add(name=f"{name}_add")([shortcut, x])


def wide_resnet50(
    width: int = 2, classes: int = 1000, input_shape: tuple[int, int, int] = (224, 224, 3)
) -> keras.Model:
    """ResNet-50 whose 3 x 3 convolutions have `width` times the channels; 68,883,240 trained parameters for 2."""

    def block(x: keras.KerasTensor, channels: int, *, stride: int, name: str) -> keras.KerasTensor:
        return bottleneck(x, channels, stride=stride, width=width * channels, name=name)

    return residual_network(f"wide_resnet50_{width}", block, REPEATS[50], classes, input_shape)

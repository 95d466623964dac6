"""ShuffleNet: grouped 1 x 1 convolutions, and a shuffle so that the groups talk.

Zhang, Zhou, Lin, Sun 2017, "ShuffleNet", and Ma, Zhang, Zheng, Sun 2018, "ShuffleNet V2". In a MobileNet most of the
work is in the 1 x 1 convolutions. Split into groups they cost less, but a group never hears of the others: unless the
channels are dealt anew after each. Version 2 measured time instead of multiply-adds, and does without groups.
"""

import keras
from keras import layers

from convcourse.zoo.blocks import classifier, convolution, max_pool, normalized

REPEATS = (4, 8, 4)
# version 1: output channels of the first stage, by the number of groups; each stage doubles them (table 1)
V1_CHANNELS = {1: 144, 2: 200, 3: 240, 4: 272, 8: 384}
# version 2: output channels of the three stages and of the last convolution, by size (table 5)
V2_CHANNELS = {
    0.5: (48, 96, 192, 1024),
    1.0: (116, 232, 464, 1024),
    1.5: (176, 352, 704, 1024),
    2.0: (244, 488, 976, 2048),
}


def shufflenet(groups: int = 3, classes: int = 1000, input_shape: tuple[int, int, int] = (224, 224, 3)) -> keras.Model:
    """ShuffleNet, version 1, size 1x.

    groups   1, 2, 3, 4 or 8: more groups leave room for more channels at the same cost
    returns  images -> (N, classes) probabilities; 1,865,728 trained parameters for three groups
    raises   ValueError for another number of groups
    """
    if groups not in V1_CHANNELS:
        raise ValueError(f"no ShuffleNet with {groups} groups; there are {', '.join(map(str, V1_CHANNELS))}")
    image = keras.Input(input_shape)
    x = max_pool(convolution(image, 24, 3, 2, epsilon=1e-5, name="stem"), 3, 2, "same")
    for stage, count in enumerate(REPEATS, start=2):
        channels = V1_CHANNELS[groups] * 2 ** (stage - 2)
        for number in range(1, count + 1):
            # the stem's 24 channels are too few to split
            first_groups = 1 if stage == 2 and number == 1 else groups
            x = shuffle_unit(
                x,
                channels,
                stride=2 if number == 1 else 1,
                groups=groups,
                first_groups=first_groups,
                name=f"stage{stage}_unit{number}",
            )
    return keras.Model(image, classifier(x, classes), name=f"shufflenet_{groups}")


def shuffle_unit(
    x: keras.KerasTensor, channels: int, *, stride: int, groups: int, first_groups: int, name: str
) -> keras.KerasTensor:
    """Grouped 1 x 1, shuffle, depthwise 3 x 3, grouped 1 x 1, beside a shortcut (figure 2).

    A strided unit pools its shortcut and puts it beside the branch; the others add.
    returns (N, ceil(H / stride), ceil(W / stride), channels)
    """
    start = x
    made = channels - x.shape[-1] if stride == 2 else channels  # the rest comes by the shortcut
    x = convolution(x, channels // 4, 1, groups=first_groups, epsilon=1e-5, name=f"{name}_1")
    x = shuffled(x, groups, name=f"{name}_shuffle")
    x = depthwise(x, stride, name=f"{name}_2")
    x = convolution(x, made, 1, groups=groups, activation=None, epsilon=1e-5, name=f"{name}_3")
    if stride == 2:
        start = layers.AveragePooling2D(3, 2, padding="same", name=f"{name}_pool")(start)
        x = layers.Concatenate(name=f"{name}_join")([start, x])
    else:
        x = layers.Add(name=f"{name}_join")([start, x])
    return layers.Activation("relu", name=f"{name}_out")(x)


def shufflenet_v2(
    size: float = 1.0, classes: int = 1000, input_shape: tuple[int, int, int] = (224, 224, 3)
) -> keras.Model:
    """ShuffleNet V2.

    size     0.5, 1.0, 1.5 or 2.0
    returns  images -> (N, classes) probabilities; 2,278,604 trained parameters for size 1.0
    raises   ValueError for another size
    """
    if size not in V2_CHANNELS:
        raise ValueError(f"no ShuffleNet V2 of size {size}; there are {', '.join(map(str, V2_CHANNELS))}")
    image = keras.Input(input_shape)
    x = max_pool(convolution(image, 24, 3, 2, epsilon=1e-5, name="stem"), 3, 2, "same")
    *stages, last = V2_CHANNELS[size]
    for stage, (channels, count) in enumerate(zip(stages, REPEATS), start=2):
        for number in range(1, count + 1):
            unit = shrinking_unit_v2 if number == 1 else unit_v2
            x = unit(x, channels, name=f"stage{stage}_unit{number}")
    x = convolution(x, last, 1, epsilon=1e-5, name="head")
    return keras.Model(image, classifier(x, classes), name=f"shufflenet_v2_{size}")


def unit_v2(x: keras.KerasTensor, channels: int, *, name: str) -> keras.KerasTensor:
    """One half of the channels passes, the other is worked on; then both are shuffled. The shape stays (figure 3c)."""
    half = channels // 2
    x = layers.Concatenate(name=f"{name}_join")([x[..., :half], branch(x[..., half:], half, 1, name=f"{name}_right")])
    return shuffled(x, 2, name=f"{name}_shuffle")


def shrinking_unit_v2(x: keras.KerasTensor, channels: int, *, name: str) -> keras.KerasTensor:
    """Both halves are made from all channels, with stride 2 (figure 3d).

    returns (N, ceil(H / 2), ceil(W / 2), channels)
    """
    left = depthwise(x, 2, name=f"{name}_left_1")
    left = convolution(left, channels // 2, 1, epsilon=1e-5, name=f"{name}_left_2")
    right = branch(x, channels // 2, 2, name=f"{name}_right")
    return shuffled(layers.Concatenate(name=f"{name}_join")([left, right]), 2, name=f"{name}_shuffle")


def branch(x: keras.KerasTensor, channels: int, stride: int, *, name: str) -> keras.KerasTensor:
    """1 x 1, depthwise 3 x 3, 1 x 1."""
    x = convolution(x, channels, 1, epsilon=1e-5, name=f"{name}_1")
    x = depthwise(x, stride, name=f"{name}_2")
    return convolution(x, channels, 1, epsilon=1e-5, name=f"{name}_3")


def depthwise(x: keras.KerasTensor, stride: int, *, name: str) -> keras.KerasTensor:
    """Depthwise 3 x 3 and batch norm; here no ReLU follows."""
    x = layers.DepthwiseConv2D(3, stride, padding="same", use_bias=False, name=name)(x)
    return normalized(x, None, epsilon=1e-5, name=name)


def shuffled(x: keras.KerasTensor, groups: int, *, name: str) -> keras.KerasTensor:
    """Channels dealt like cards: the first of each group, then the second of each, ... The shape stays."""
    height, width, channels = x.shape[1:]
    x = layers.Reshape((height, width, groups, channels // groups), name=f"{name}_groups")(x)
    x = layers.Permute((1, 2, 4, 3), name=f"{name}_turn")(x)
    return layers.Reshape((height, width, channels), name=name)(x)

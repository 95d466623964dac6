"""ResNet: learn the change, not the whole.

He, Zhang, Ren, Sun 2015, "Deep Residual Learning for Image Recognition". Past some twenty layers a plain network gets
worse, in training too. So each block is given its input for free, by a shortcut, and learns what to add to it. To do
nothing is then easy, and a hundred layers train.
"""

from collections.abc import Callable
from functools import partial

import keras
from keras import layers, ops

from convcourse.zoo.blocks import classifier, convolution, max_pool, squeeze_and_excite

# blocks in each of the four stages, table 1 of the paper
REPEATS = {18: (2, 2, 2, 2), 34: (3, 4, 6, 3), 50: (3, 4, 6, 3), 101: (3, 4, 23, 3), 152: (3, 8, 36, 3)}
BOTTLENECK_DEPTHS = (50, 101, 152)
CHANNELS = (64, 128, 256, 512)
normal_convolution = partial(convolution, epsilon=1e-5)
Block = Callable[..., keras.KerasTensor]


def resnet(
    depth: int = 50,
    classes: int = 1000,
    input_shape: tuple[int, int, int] = (224, 224, 3),
    *,
    conv_bias: bool = False,
    stride_in: str = "3x3",
    small_images: bool = False,
) -> keras.Model:
    """ResNet-18, 34, 50, 101, 152.

    conv_bias     a bias in each convolution, as keras.applications has (batch norm subtracts it again)
    stride_in     "1x1": a bottleneck block takes its stride in the first convolution, as published and in
                  keras.applications; "3x3": in the second, which looks at every pixel, as torchvision does
    small_images  for CIFAR-10: a 3 x 3 convolution first, with stride 1 and no pooling
    returns       images -> (N, classes) probabilities
    raises        ValueError for another depth

    Trained parameters for 1,000 classes: 11,689,512 / 21,797,672 / 25,557,032 / 44,549,160 / 60,192,808.
    With small_images and ten classes: 11,173,962 / 21,282,122 / 23,520,842 / 42,512,970 / 58,156,618.
    """
    if depth not in REPEATS:
        raise ValueError(f"no ResNet-{depth}; there are {', '.join(map(str, REPEATS))}")
    if depth in BOTTLENECK_DEPTHS:
        block = partial(bottleneck, conv_bias=conv_bias, stride_in=stride_in)
    else:
        block = partial(basic_block, conv_bias=conv_bias)
    return residual_network(
        f"resnet{depth}", block, REPEATS[depth], classes, input_shape, conv_bias=conv_bias, small_images=small_images
    )


def residual_network(
    name: str,
    block: Block,
    repeats: tuple[int, ...],
    classes: int,
    input_shape: tuple[int, int, int],
    *,
    conv_bias: bool = False,
    small_images: bool = False,
) -> keras.Model:
    """The plan that ResNet, Wide ResNet, ResNeXt and SE-ResNet share: a stem, four stages of blocks, an average.

    block  (x, channels, stride=..., name=...) -> feature maps
    """
    image = keras.Input(input_shape)
    if small_images:
        x = normal_convolution(image, 64, 3, use_bias=conv_bias, name="stem")
    else:
        x = normal_convolution(image, 64, 7, 2, padding=3, use_bias=conv_bias, name="stem")
        x = max_pool(x, 3, 2, padding=1)
    for stage, (channels, count) in enumerate(zip(CHANNELS, repeats)):
        for number in range(count):
            # each stage but the first starts by halving height and width
            stride = 2 if stage > 0 and number == 0 else 1
            x = block(x, channels, stride=stride, name=f"stage{stage + 2}_block{number + 1}")
    return keras.Model(image, classifier(x, classes), name=name)


def basic_block(
    x: keras.KerasTensor, channels: int, *, stride: int, conv_bias: bool = False, name: str
) -> keras.KerasTensor:
    """Two 3 x 3 convolutions beside a shortcut: (N, H, W, C) -> (N, ceil(H / stride), ceil(W / stride), channels)."""
    conv = partial(normal_convolution, use_bias=conv_bias)
    shortcut = matched(x, channels, stride, conv_bias, name)
    x = conv(x, channels, 3, stride, padding=1, name=f"{name}_1")
    x = conv(x, channels, 3, activation=None, name=f"{name}_2")
    return joined(shortcut, x, name)


def bottleneck(
    x: keras.KerasTensor,
    channels: int,
    *,
    stride: int,
    width: int | None = None,
    groups: int = 1,
    squeeze: int | None = None,
    conv_bias: bool = False,
    stride_in: str = "3x3",
    name: str,
) -> keras.KerasTensor:
    """Narrow with 1 x 1, look around with 3 x 3, widen with 1 x 1, beside a shortcut.

    channels  a quarter of the output's
    width     of the 3 x 3 convolution, `channels` if None; groups: what it is split into
    squeeze   squeeze and excitation before the sum, with 4 channels / squeeze in between; None leaves it out
    returns   (N, ceil(H / stride), ceil(W / stride), 4 channels)
    """
    conv = partial(normal_convolution, use_bias=conv_bias)
    first, second = (stride, 1) if stride_in == "1x1" else (1, stride)
    width = width or channels
    shortcut = matched(x, 4 * channels, stride, conv_bias, name)
    x = conv(x, width, 1, first, name=f"{name}_1")
    x = conv(x, width, 3, second, padding=1, groups=groups, name=f"{name}_2")
    x = conv(x, 4 * channels, 1, activation=None, name=f"{name}_3")
    if squeeze:
        x = squeeze_and_excite(x, 4 * channels // squeeze, name=f"{name}_se")
    return joined(shortcut, x, name)


def matched(x: keras.KerasTensor, channels: int, stride: int, conv_bias: bool, name: str) -> keras.KerasTensor:
    """The shortcut: `x` itself, or a 1 x 1 convolution of it where the block changes the shape (option B)."""
    if stride == 1 and x.shape[-1] == channels:
        return x
    return normal_convolution(x, channels, 1, stride, use_bias=conv_bias, activation=None, name=f"{name}_0")


def joined(shortcut: keras.KerasTensor, x: keras.KerasTensor, name: str) -> keras.KerasTensor:
    """ReLU of the sum."""
    x = layers.Add(name=f"{name}_add")([shortcut, x])
    return layers.Activation("relu", name=f"{name}_out")(x)


def resnet_cifar(depth: int = 20, classes: int = 10, input_shape: tuple[int, int, int] = (32, 32, 3)) -> keras.Model:
    """The paper's own networks for CIFAR-10, section 4.2: 6n + 2 layers of 16, 32 and 64 channels.

    Where a stage doubles the channels, the shortcut skips every other pixel and adds channels of zeros, so that no
    shortcut has parameters (option A).

    depth    20, 32, 44, 56, 110, or any other 6n + 2
    returns  images -> (N, classes) probabilities; 269,722 (20), 853,018 (56), 1,727,962 (110) trained parameters
    raises   ValueError for a depth that is not 6n + 2
    """
    if depth < 8 or depth % 6 != 2:
        raise ValueError(f"the depth is 6n + 2, such as 20, 56 or 110; not {depth}")
    image = keras.Input(input_shape)
    x = normal_convolution(image, 16, 3, name="stem")
    for stage, channels in enumerate((16, 32, 64)):
        for number in range((depth - 2) // 6):
            stride = 2 if stage > 0 and number == 0 else 1
            name = f"stage{stage + 1}_block{number + 1}"
            shortcut = x if stride == 1 else thinned(x, channels)
            x = normal_convolution(x, channels, 3, stride, padding=1, name=f"{name}_1")
            x = normal_convolution(x, channels, 3, activation=None, name=f"{name}_2")
            x = joined(shortcut, x, name)
    return keras.Model(image, classifier(x, classes), name=f"resnet{depth}_cifar")


def thinned(x: keras.KerasTensor, channels: int) -> keras.KerasTensor:
    """Every other pixel, and channels of zeros: (N, H, W, C) -> (N, ceil(H / 2), ceil(W / 2), channels)."""
    missing = channels - x.shape[-1]
    return ops.pad(x[:, ::2, ::2, :], [[0, 0], [0, 0], [0, 0], [0, missing]])

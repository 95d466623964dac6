"""Inception-v3 and Inception-ResNet-v2: GoogLeNet with its convolutions taken apart.

Szegedy, Vanhoucke, Ioffe, Shlens, Wojna 2015, "Rethinking the Inception Architecture for Computer Vision"; Szegedy,
Ioffe, Vanhoucke, Alemi 2016, "Inception-v4, Inception-ResNet and the Impact of Residual Connections on Learning".
Two 3 x 3 convolutions do the work of one 5 x 5, a 1 x 7 and a 7 x 1 that of one 7 x 7. Maps shrink by convolving and
pooling side by side, so that no information must pass a narrow place. The later network adds ResNet's shortcut.
"""

from functools import partial

import keras
from keras import layers

from convcourse.zoo.blocks import classifier, convolution, max_pool, plain_convolution

# batch norm without a factor: the ReLU and the next convolution make it needless
conv = partial(convolution, scale=False)


def inception_v3(classes: int = 1000, input_shape: tuple[int, int, int] = (299, 299, 3)) -> keras.Model:
    """Inception-v3 as keras.applications has it (no auxiliary classifier).

    returns  images -> (N, classes) probabilities; 23,851,784 parameters with batch norm's statistics
    """
    image = keras.Input(input_shape)
    x = stem(image)  # (N, 35, 35, 192)
    for number, pool_channels in enumerate((32, 64, 64)):
        x = module_35(x, pool_channels, name=f"mixed{number}")  # (N, 35, 35, 288)
    x = reduction_17(x, name="mixed3")  # (N, 17, 17, 768)
    for number, width in enumerate((128, 160, 160, 192), start=4):
        x = module_17(x, width, name=f"mixed{number}")
    x = reduction_8(x, name="mixed8")  # (N, 8, 8, 1280)
    for number in (9, 10):
        x = module_8(x, name=f"mixed{number}")  # (N, 8, 8, 2048)
    return keras.Model(image, classifier(x, classes), name="inception_v3")


def stem(image: keras.KerasTensor) -> keras.KerasTensor:
    """(N, 299, 299, 3) -> (N, 35, 35, 192)."""
    x = conv(image, 32, 3, 2, padding="valid", name="stem1")
    x = conv(x, 32, 3, padding="valid", name="stem2")
    x = max_pool(conv(x, 64, 3, name="stem3"), 3, 2)
    x = conv(x, 80, 1, padding="valid", name="stem4")
    return max_pool(conv(x, 192, 3, padding="valid", name="stem5"), 3, 2)


def pooled(x: keras.KerasTensor, channels: int, name: str) -> keras.KerasTensor:
    """Average of each 3 x 3 neighbourhood, and a 1 x 1 convolution."""
    x = layers.AveragePooling2D(3, 1, padding="same", name=f"{name}_pool")(x)
    return conv(x, channels, 1, name=f"{name}_pool_project")


def chain(x: keras.KerasTensor, *steps: tuple, name: str) -> keras.KerasTensor:
    """Convolutions behind one another, each given by its channels and kernel size."""
    for number, (channels, kernel_size) in enumerate(steps, start=1):
        x = conv(x, channels, kernel_size, name=f"{name}_{number}")
    return x


def module_35(x: keras.KerasTensor, pool_channels: int, *, name: str) -> keras.KerasTensor:
    """The paper's figure 5: two 3 x 3 convolutions in place of a 5 x 5 (one 5 x 5 is left)."""
    views = [
        conv(x, 64, 1, name=f"{name}_a"),
        chain(x, (48, 1), (64, 5), name=f"{name}_b"),
        chain(x, (64, 1), (96, 3), (96, 3), name=f"{name}_c"),
        pooled(x, pool_channels, name),
    ]
    return layers.Concatenate(name=name)(views)


def reduction_17(x: keras.KerasTensor, *, name: str) -> keras.KerasTensor:
    """Half the height and width, by convolving and pooling side by side (figure 10)."""
    narrow = chain(x, (64, 1), (96, 3), name=f"{name}_b")
    views = [
        conv(x, 384, 3, 2, padding="valid", name=f"{name}_a"),
        conv(narrow, 96, 3, 2, padding="valid", name=f"{name}_b_3"),
        max_pool(x, 3, 2),
    ]
    return layers.Concatenate(name=name)(views)


def module_17(x: keras.KerasTensor, width: int, *, name: str) -> keras.KerasTensor:
    """7 x 7 neighbourhoods by rows and by columns (figure 6)."""
    row, column = (1, 7), (7, 1)
    views = [
        conv(x, 192, 1, name=f"{name}_a"),
        chain(x, (width, 1), (width, row), (192, column), name=f"{name}_b"),
        chain(x, (width, 1), (width, column), (width, row), (width, column), (192, row), name=f"{name}_c"),
        pooled(x, 192, name),
    ]
    return layers.Concatenate(name=name)(views)


def reduction_8(x: keras.KerasTensor, *, name: str) -> keras.KerasTensor:
    """Half the height and width again."""
    views = [
        conv(conv(x, 192, 1, name=f"{name}_a_1"), 320, 3, 2, padding="valid", name=f"{name}_a_2"),
        conv(
            chain(x, (192, 1), (192, (1, 7)), (192, (7, 1)), name=f"{name}_b"),
            192,
            3,
            2,
            padding="valid",
            name=f"{name}_b_4",
        ),
        max_pool(x, 3, 2),
    ]
    return layers.Concatenate(name=name)(views)


def module_8(x: keras.KerasTensor, *, name: str) -> keras.KerasTensor:
    """Rows and columns side by side, not behind one another: wider, for the last maps (figure 7)."""
    views = [
        conv(x, 320, 1, name=f"{name}_a"),
        row_and_column(conv(x, 384, 1, name=f"{name}_b"), name=f"{name}_b_both"),
        row_and_column(chain(x, (448, 1), (384, 3), name=f"{name}_c"), name=f"{name}_c_both"),
        pooled(x, 192, name),
    ]
    return layers.Concatenate(name=name)(views)


def row_and_column(x: keras.KerasTensor, *, name: str) -> keras.KerasTensor:
    """A 1 x 3 and a 3 x 1 convolution of the same maps: (N, H, W, 384) -> (N, H, W, 768)."""
    row = conv(x, 384, (1, 3), name=f"{name}_row")
    column = conv(x, 384, (3, 1), name=f"{name}_column")
    return layers.Concatenate(name=name)([row, column])


def inception_resnet_v2(classes: int = 1000, input_shape: tuple[int, int, int] = (299, 299, 3)) -> keras.Model:
    """Inception-ResNet-v2 as keras.applications has it.

    returns  images -> (N, classes) probabilities; 55,873,736 parameters with batch norm's statistics
    """
    image = keras.Input(input_shape)
    x = stem(image)
    views = [
        conv(x, 96, 1, name="mixed_5b_a"),
        chain(x, (48, 1), (64, 5), name="mixed_5b_b"),
        chain(x, (64, 1), (96, 3), (96, 3), name="mixed_5b_c"),
        pooled(x, 64, "mixed_5b"),
    ]
    x = layers.Concatenate(name="mixed_5b")(views)  # (N, 35, 35, 320)
    for number in range(1, 11):
        name = f"block35_{number}"
        views = [
            conv(x, 32, 1, name=f"{name}_a"),
            chain(x, (32, 1), (32, 3), name=f"{name}_b"),
            chain(x, (32, 1), (48, 3), (64, 3), name=f"{name}_c"),
        ]
        x = residual(x, views, 0.17, name=name)
    views = [
        conv(x, 384, 3, 2, padding="valid", name="mixed_6a_a"),
        conv(chain(x, (256, 1), (256, 3), name="mixed_6a_b"), 384, 3, 2, padding="valid", name="mixed_6a_b_3"),
        max_pool(x, 3, 2),
    ]
    x = layers.Concatenate(name="mixed_6a")(views)  # (N, 17, 17, 1088)
    for number in range(1, 21):
        name = f"block17_{number}"
        views = [
            conv(x, 192, 1, name=f"{name}_a"),
            chain(x, (128, 1), (160, (1, 7)), (192, (7, 1)), name=f"{name}_b"),
        ]
        x = residual(x, views, 0.1, name=name)
    views = [
        conv(conv(x, 256, 1, name="mixed_7a_a"), 384, 3, 2, padding="valid", name="mixed_7a_a_2"),
        conv(conv(x, 256, 1, name="mixed_7a_b"), 288, 3, 2, padding="valid", name="mixed_7a_b_2"),
        conv(chain(x, (256, 1), (288, 3), name="mixed_7a_c"), 320, 3, 2, padding="valid", name="mixed_7a_c_3"),
        max_pool(x, 3, 2),
    ]
    x = layers.Concatenate(name="mixed_7a")(views)  # (N, 8, 8, 2080)
    for number in range(1, 11):
        name = f"block8_{number}"
        views = [
            conv(x, 192, 1, name=f"{name}_a"),
            chain(x, (192, 1), (224, (1, 3)), (256, (3, 1)), name=f"{name}_b"),
        ]
        last = number == 10
        x = residual(x, views, 1.0 if last else 0.2, activation=None if last else "relu", name=name)
    x = conv(x, 1536, 1, name="head")
    return keras.Model(image, classifier(x, classes), name="inception_resnet_v2")


def residual(
    x: keras.KerasTensor, views: list, scale: float, *, activation: str | None = "relu", name: str
) -> keras.KerasTensor:
    """`x` plus `scale` times what the views say, brought to the channels of `x`; unscaled, training broke down."""
    joined = layers.Concatenate(name=f"{name}_views")(views)
    joined = plain_convolution(joined, x.shape[-1], 1, activation=None, name=f"{name}_project")
    joined = layers.Rescaling(scale, name=f"{name}_scale")(joined)
    x = layers.Add(name=f"{name}_add")([x, joined])
    return layers.Activation(activation, name=name)(x) if activation else x

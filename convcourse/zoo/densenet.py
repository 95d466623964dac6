"""DenseNet: keep everything that was found, and add a little.

Huang, Liu, van der Maaten, Weinberger 2016, "Densely Connected Convolutional Networks". ResNet adds a layer's output to
its input; DenseNet puts it beside. Every layer of a block sees what all earlier ones found, so each needs to add only a
few maps: the growth rate, 32.
"""

from functools import partial

import keras
from keras import layers

from convcourse.zoo.blocks import classifier, convolution, max_pool, normalized, plain_convolution

# layers in each of the four dense blocks, table 1 of the paper
LAYERS = {121: (6, 12, 24, 16), 169: (6, 12, 32, 32), 201: (6, 12, 48, 32)}
active = partial(normalized, epsilon=1e-5)
plain = partial(plain_convolution, use_bias=False, activation=None)


def densenet(
    depth: int = 121,
    classes: int = 1000,
    input_shape: tuple[int, int, int] = (224, 224, 3),
    *,
    growth_rate: int = 32,
    compression: float = 0.5,
) -> keras.Model:
    """DenseNet-121, 169 or 201, with bottlenecks and compression (DenseNet-BC).

    growth_rate  maps that each layer adds
    compression  part of the channels that is kept between blocks
    returns      images -> (N, classes) probabilities; 7,978,856 / 14,149,480 / 20,013,928 trained parameters
    raises       ValueError for another depth
    """
    if depth not in LAYERS:
        raise ValueError(f"no DenseNet-{depth}; there are {', '.join(map(str, LAYERS))}")
    image = keras.Input(input_shape)
    x = convolution(image, 2 * growth_rate, 7, 2, padding=3, epsilon=1e-5, name="stem")
    x = max_pool(x, 3, 2, padding=1)
    for number, count in enumerate(LAYERS[depth], start=1):
        if number > 1:
            x = transition(x, compression, name=f"transition{number - 1}")
        for layer in range(1, count + 1):
            x = dense_layer(x, growth_rate, name=f"block{number}_layer{layer}")
    return keras.Model(image, classifier(active(x, name="last"), classes), name=f"densenet{depth}")


def dense_layer(x: keras.KerasTensor, growth_rate: int, *, name: str) -> keras.KerasTensor:
    """`x` and `growth_rate` new maps beside it: (N, H, W, C) -> (N, H, W, C + growth_rate).

    A 1 x 1 convolution narrows first, to 4 growth_rate channels, since C soon is large.
    """
    new = plain(active(x, name=f"{name}_1"), 4 * growth_rate, 1, name=f"{name}_1")
    new = plain(active(new, name=f"{name}_2"), growth_rate, 3, name=f"{name}_2")
    return layers.Concatenate(name=name)([x, new])


def transition(x: keras.KerasTensor, compression: float, *, name: str) -> keras.KerasTensor:
    """Fewer channels, half the height and width: (N, H, W, C) -> (N, H / 2, W / 2, compression C)."""
    x = plain(active(x, name=name), int(compression * x.shape[-1]), 1, name=name)
    return layers.AveragePooling2D(2, name=f"{name}_pool")(x)

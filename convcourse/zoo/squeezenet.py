"""SqueezeNet: AlexNet's accuracy with a fiftieth of its parameters.

Iandola et al. 2016, "SqueezeNet", table 1. A fire module squeezes with 1 x 1 convolutions, so that few channels reach
the costly 3 x 3 ones, and expands again. Pooling comes late, so that the maps stay large. No dense layer.
"""

import keras
from keras import layers

from convcourse.zoo.blocks import max_pool, plain_convolution

# squeezed channels of the fire modules 2 to 9; each expands to 4 times as many 1 x 1 and as many 3 x 3
SQUEEZED = (16, 16, 32, 32, 48, 48, 64, 64)
# first convolution: channels, kernel size; and the modules before which the maps are pooled
VERSIONS = {"1.0": ((96, 7), (2, 5, 9)), "1.1": ((64, 3), (2, 4, 6))}


def squeezenet(
    version: str = "1.0", classes: int = 1000, input_shape: tuple[int, int, int] = (227, 227, 3)
) -> keras.Model:
    """SqueezeNet.

    version      "1.0" as published, "1.1" with less than half the multiply-adds, by pooling earlier
    input_shape  227 x 227 gives the paper's 111 x 111 maps
    returns      images -> (N, classes) probabilities; 1,248,424 (1.0), 1,235,496 (1.1) parameters
    raises       ValueError for another version
    """
    if version not in VERSIONS:
        raise ValueError(f"no SqueezeNet {version!r}; there are {', '.join(VERSIONS)}")
    (channels, kernel_size), pooled_before = VERSIONS[version]
    image = keras.Input(input_shape)
    x = plain_convolution(image, channels, kernel_size, 2, padding="valid", name="conv1")
    for number, squeezed in enumerate(SQUEEZED, start=2):
        if number in pooled_before:
            x = max_pool(x, 3, 2)
        x = fire(x, squeezed, 4 * squeezed, name=f"fire{number}")
    x = layers.Dropout(0.5, name="dropout")(x)
    x = plain_convolution(x, classes, 1, name="conv10")
    x = layers.GlobalAveragePooling2D(name="average")(x)
    x = layers.Activation("softmax", name="predictions")(x)
    return keras.Model(image, x, name=f"squeezenet_{version}")


def fire(x: keras.KerasTensor, squeezed: int, expanded: int, *, name: str) -> keras.KerasTensor:
    """Squeeze, then expand in two ways side by side: (N, H, W, C) -> (N, H, W, 2 expanded)."""
    x = plain_convolution(x, squeezed, 1, name=f"{name}_squeeze")
    ones = plain_convolution(x, expanded, 1, name=f"{name}_1x1")
    threes = plain_convolution(x, expanded, 3, name=f"{name}_3x3")
    return layers.Concatenate(name=name)([ones, threes])

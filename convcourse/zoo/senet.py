"""SE-ResNet: let the network turn its own channels up and down.

Hu, Shen, Albanie, Sun, Wu 2018, "Squeeze-and-Excitation Networks". A convolution looks at a neighbourhood; it does not
know what the rest of the image holds. Squeeze and excitation averages every channel over the image, and from the
averages makes a factor for each channel. The block itself is `convcourse.zoo.blocks.squeeze_and_excite`.
"""

from functools import partial

import keras

from convcourse.zoo.resnet import REPEATS, bottleneck, residual_network


def se_resnet(
    depth: int = 50, reduction: int = 16, classes: int = 1000, input_shape: tuple[int, int, int] = (224, 224, 3)
) -> keras.Model:
    """SE-ResNet-50, 101 or 152: ResNet with squeeze and excitation before each sum.

    reduction  channels over squeezed channels
    returns    images -> (N, classes) probabilities; 28,088,024 trained parameters for SE-ResNet-50
    raises     ValueError for another depth
    """
    if depth not in (50, 101, 152):
        raise ValueError(f"no SE-ResNet-{depth}; there are 50, 101 and 152")
    block = partial(bottleneck, squeeze=reduction)
    return residual_network(f"se_resnet{depth}", block, REPEATS[depth], classes, input_shape)

"""ResNeXt: many narrow paths side by side.

Xie, Girshick, Dollár, Tu, He 2016, "Aggregated Residual Transformations for Deep Neural Networks". An inception module
whose paths all look alike is one convolution in groups. Their number, the cardinality, is a new direction to grow in,
besides depth and width: 32 paths of 4 channels cost what ResNet-50's one path of 64 costs.
"""

import keras

from convcourse.zoo.resnet import REPEATS, bottleneck, residual_network


def resnext(
    depth: int = 50,
    cardinality: int = 32,
    path_channels: int = 4,
    classes: int = 1000,
    input_shape: tuple[int, int, int] = (224, 224, 3),
) -> keras.Model:
    """ResNeXt-50, 101 or 152; 32 paths of 4 channels ("32x4d") unless told otherwise.

    path_channels  of each path in the first stage; each stage doubles them
    returns        images -> (N, classes) probabilities; 25,028,904 trained parameters for ResNeXt-50 32x4d
    raises         ValueError for another depth
    """
    if depth not in (50, 101, 152):
        raise ValueError(f"no ResNeXt-{depth}; there are 50, 101 and 152")

    def block(x: keras.KerasTensor, channels: int, *, stride: int, name: str) -> keras.KerasTensor:
        width = cardinality * path_channels * channels // 64
        return bottleneck(x, channels, stride=stride, width=width, groups=cardinality, name=name)

    return residual_network(f"resnext{depth}", block, REPEATS[depth], classes, input_shape)

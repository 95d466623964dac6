"""Both steps with biases."""

LOSES = ["test_separable_block_parameters"]


def separable_block(x, filters, stride=1):
    x = layers.DepthwiseConv2D(3, strides=stride, padding="same")(x)
    x = layers.ReLU()(layers.BatchNormalization()(x))
    x = layers.Conv2D(filters, 1)(x)
    return layers.ReLU()(layers.BatchNormalization()(x))

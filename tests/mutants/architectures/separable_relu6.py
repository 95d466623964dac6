"""ReLU6, as in MobileNet's code."""

LOSES = ["test_separable_block_factors"]


def separable_block(x, filters, stride=1):
    x = layers.DepthwiseConv2D(3, strides=stride, padding="same", use_bias=False)(x)
    x = layers.ReLU(max_value=1.0)(layers.BatchNormalization()(x))
    x = layers.Conv2D(filters, 1, use_bias=False)(x)
    return layers.ReLU(max_value=1.0)(layers.BatchNormalization()(x))

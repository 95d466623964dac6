"""Keras' SeparableConv2D, with nothing between its two steps."""

LOSES = ["test_separable_block_factors", "test_separable_block_parameters"]


def separable_block(x, filters, stride=1):
    x = layers.SeparableConv2D(filters, 3, strides=stride, padding="same", use_bias=False)(x)
    return layers.ReLU()(layers.BatchNormalization()(x))

"""The pointwise convolution takes the stride."""

LOSES = ["test_separable_block_factors"]


def separable_block(x, filters, stride=1):
    x = layers.DepthwiseConv2D(3, padding="same", use_bias=False)(x)
    x = layers.ReLU()(layers.BatchNormalization()(x))
    x = layers.Conv2D(filters, 1, strides=stride, use_bias=False)(x)
    return layers.ReLU()(layers.BatchNormalization()(x))

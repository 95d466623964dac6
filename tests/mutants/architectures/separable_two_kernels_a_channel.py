"""Two kernels for each channel."""

LOSES = ["test_separable_block_factors", "test_separable_block_parameters"]


def separable_block(x, filters, stride=1):
    x = layers.DepthwiseConv2D(3, depth_multiplier=2, strides=stride, padding="same", use_bias=False)(x)
    x = layers.ReLU()(layers.BatchNormalization()(x))
    x = layers.Conv2D(filters, 1, use_bias=False)(x)
    return layers.ReLU()(layers.BatchNormalization()(x))

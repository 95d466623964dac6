"""Both steps take the stride."""

LOSES = ["test_separable_block_factors", "test_separable_block_shape"]


def separable_block(x, filters, stride=1):
    x = layers.DepthwiseConv2D(3, strides=stride, padding="same", use_bias=False)(x)
    x = layers.ReLU()(layers.BatchNormalization()(x))
    x = layers.Conv2D(filters, 1, strides=stride, use_bias=False)(x)
    return layers.ReLU()(layers.BatchNormalization()(x))

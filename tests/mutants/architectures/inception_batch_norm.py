"""Batch norm and no bias, as in later versions."""

LOSES = ["test_inception_block_branches", "test_inception_block_parameters"]


def inception_block(x, f1, f3_reduce, f3, f5_reduce, f5, f_pool):
    def conv(x, filters, size):
        x = layers.Conv2D(filters, size, padding="same", use_bias=False)(x)
        return layers.ReLU()(layers.BatchNormalization()(x))

    pooled = layers.MaxPooling2D(3, strides=1, padding="same")(x)
    one = conv(x, f1, 1)
    three = conv(conv(x, f3_reduce, 1), f3, 3)
    five = conv(conv(x, f5_reduce, 1), f5, 5)
    pool = conv(pooled, f_pool, 1)
    return layers.Concatenate()([one, three, five, pool])

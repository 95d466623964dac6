"""The 5 x 5 branch starts from the reduced maps of the 3 x 3 branch."""

LOSES = ["test_inception_block_branches", "test_inception_block_parameters"]


def inception_block(x, f1, f3_reduce, f3, f5_reduce, f5, f_pool):
    def conv(x, filters, size):
        return layers.Conv2D(filters, size, padding="same", activation="relu")(x)

    pooled = layers.MaxPooling2D(3, strides=1, padding="same")(x)
    one = conv(x, f1, 1)
    three = conv(conv(x, f3_reduce, 1), f3, 3)
    five = conv(conv(three, f5_reduce, 1), f5, 5)
    pool = conv(pooled, f_pool, 1)
    return layers.Concatenate()([one, three, five, pool])

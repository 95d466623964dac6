"""One zero on each side, as PyTorch pads, which differs from Keras where a stride meets an even size."""

LOSES = ["test_residual_block_values"]


def residual_block(x, filters, stride=1):
    def conv(x, size, stride):
        x = layers.ZeroPadding2D(size // 2)(x)
        x = layers.Conv2D(filters, size, strides=stride, use_bias=False)(x)
        return layers.BatchNormalization()(x)

    shortcut = conv(x, 1, stride) if stride != 1 or x.shape[-1] != filters else x
    y = layers.ReLU()(conv(x, 3, stride))
    y = conv(y, 3, 1)
    return layers.ReLU()(layers.Add()([shortcut, y]))

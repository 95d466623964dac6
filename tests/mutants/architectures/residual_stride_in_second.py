"""The second convolution takes the stride."""

LOSES = ["test_residual_block_values"]


def residual_block(x, filters, stride=1):
    def conv(x, size, stride):
        x = layers.Conv2D(filters, size, strides=stride, padding="same", use_bias=False)(x)
        return layers.BatchNormalization()(x)

    shortcut = conv(x, 1, stride) if stride != 1 or x.shape[-1] != filters else x
    y = layers.ReLU()(conv(x, 3, 1))
    y = conv(y, 3, stride)
    return layers.ReLU()(layers.Add()([shortcut, y]))

"""No ReLU between the two convolutions."""

LOSES = ["test_residual_block_values"]


def residual_block(x, filters, stride=1):
    def conv(x, size, stride):
        x = layers.Conv2D(filters, size, strides=stride, padding="same", use_bias=False)(x)
        return layers.BatchNormalization()(x)

    shortcut = conv(x, 1, stride) if stride != 1 or x.shape[-1] != filters else x
    y = conv(x, 3, stride)
    y = conv(y, 3, 1)
    return layers.ReLU()(layers.Add()([shortcut, y]))

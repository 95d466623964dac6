"""A projection without batch norm."""

LOSES = ["test_residual_block_parameters", "test_residual_block_values"]


def residual_block(x, filters, stride=1):
    def conv(x, size, stride):
        x = layers.Conv2D(filters, size, strides=stride, padding="same", use_bias=False)(x)
        return layers.BatchNormalization()(x)

    shortcut = x
    if stride != 1 or x.shape[-1] != filters:
        shortcut = layers.Conv2D(filters, 1, strides=stride, use_bias=False)(x)
    y = layers.ReLU()(conv(x, 3, stride))
    y = conv(y, 3, 1)
    return layers.ReLU()(layers.Add()([shortcut, y]))

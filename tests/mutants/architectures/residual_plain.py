"""No shortcut at all."""

LOSES = ["test_residual_block_identity", "test_residual_block_parameters", "test_residual_block_values"]


def residual_block(x, filters, stride=1):
    def conv(x, size, stride):
        x = layers.Conv2D(filters, size, strides=stride, padding="same", use_bias=False)(x)
        return layers.BatchNormalization()(x)

    y = layers.ReLU()(conv(x, 3, stride))
    y = conv(y, 3, 1)
    return layers.ReLU()(y)

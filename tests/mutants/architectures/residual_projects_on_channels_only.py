"""Projects where the channels change, and pools where only the stride does."""

LOSES = ["test_residual_block_parameters"]


def residual_block(x, filters, stride=1):
    def conv(x, size, stride):
        x = layers.Conv2D(filters, size, strides=stride, padding="same", use_bias=False)(x)
        return layers.BatchNormalization()(x)

    shortcut = conv(x, 1, stride) if x.shape[-1] != filters else x
    if stride != 1 and x.shape[-1] == filters:
        shortcut = layers.MaxPooling2D(1, strides=stride, padding="same")(x)
    y = layers.ReLU()(conv(x, 3, stride))
    y = conv(y, 3, 1)
    return layers.ReLU()(layers.Add()([shortcut, y]))

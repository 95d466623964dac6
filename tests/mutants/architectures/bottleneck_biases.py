"""Convolutions with biases."""

LOSES = ["test_bottleneck_block_parameters"]


def bottleneck_block(x, filters, stride=1, expansion=4):
    def conv(x, filters, size, stride=1):
        x = layers.Conv2D(filters, size, strides=stride, padding="same")(x)
        return layers.BatchNormalization()(x)

    wide = expansion * filters
    shortcut = x if stride == 1 and x.shape[-1] == wide else conv(x, wide, 1, stride)
    y = layers.ReLU()(conv(x, filters, 1))
    y = layers.ReLU()(conv(y, filters, 3, stride))
    y = conv(y, wide, 1)
    return layers.ReLU()(layers.Add()([shortcut, y]))

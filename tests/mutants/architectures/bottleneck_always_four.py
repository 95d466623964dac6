"""Widens by 4, whatever `expansion` is."""

LOSES = ["test_bottleneck_block_parameters", "test_bottleneck_block_shape", "test_bottleneck_block_values"]


def bottleneck_block(x, filters, stride=1, expansion=4):
    def conv(x, filters, size, stride=1):
        x = layers.Conv2D(filters, size, strides=stride, padding="same", use_bias=False)(x)
        return layers.BatchNormalization()(x)

    wide = 4 * filters
    shortcut = x if stride == 1 and x.shape[-1] == wide else conv(x, wide, 1, stride)
    y = layers.ReLU()(conv(x, filters, 1))
    y = layers.ReLU()(conv(y, filters, 3, stride))
    y = conv(y, wide, 1)
    return layers.ReLU()(layers.Add()([shortcut, y]))

"""Batch norm and ReLU before the convolutions, as in the paper that followed."""

LOSES = ["test_residual_block_parameters", "test_residual_block_values"]


def residual_block(x, filters, stride=1):
    def conv(x, stride):
        x = layers.ReLU()(layers.BatchNormalization()(x))
        return layers.Conv2D(filters, 3, strides=stride, padding="same", use_bias=False)(x)

    shortcut = x
    if stride != 1 or x.shape[-1] != filters:
        shortcut = layers.Conv2D(filters, 1, strides=stride, use_bias=False)(x)
    y = conv(conv(x, stride), 1)
    return layers.ReLU()(layers.Add()([shortcut, y]))

"""Blocks as objects that are called, with names for every layer; activations as functions."""


class Unit:
    """Convolution and batch norm, by name."""

    made = 0

    def __init__(self, filters, size, stride=1):
        Unit.made += 1
        self.parts = [
            layers.Conv2D(filters, size, stride, padding="same", use_bias=False, name=f"unit{Unit.made}_conv"),
            layers.BatchNormalization(name=f"unit{Unit.made}_norm", epsilon=1e-5, momentum=0.9),
        ]

    def __call__(self, x):
        for part in self.parts:
            x = part(x)
        return x


def residual_block(x, filters, stride=1):
    same = stride == 1 and x.shape[-1] == filters
    shortcut = x if same else Unit(filters, 1, stride)(x)
    y = Unit(filters, 3)(keras.activations.relu(Unit(filters, 3, stride)(x)))
    return keras.activations.relu(shortcut + y)


def bottleneck_block(x, filters, stride=1, expansion=4):
    y = keras.activations.relu(Unit(filters, 1)(x))
    y = keras.activations.relu(Unit(filters, 3, stride)(y))
    y = Unit(filters * expansion, 1)(y)
    same = stride == 1 and x.shape[-1] == filters * expansion
    return keras.activations.relu(y + (x if same else Unit(filters * expansion, 1, stride)(x)))


class Squeeze:
    def __init__(self, channels, ratio):
        self.reduce = layers.Conv2D(max(1, int(channels / ratio)), 1, activation=keras.activations.relu)
        self.excite = layers.Conv2D(channels, 1, activation=keras.activations.sigmoid)

    def __call__(self, x):
        return self.excite(self.reduce(layers.GlobalAveragePooling2D(keepdims=True)(x)))


def se_block(x, ratio=16):
    return x * Squeeze(x.shape[-1], ratio)(x)

"""Zeros put around by layers of their own, as many as "same" puts; a depthwise convolution for each channel."""


def around(x, size, stride):
    """`x` with the zeros that Keras' padding "same" would add."""
    sides = []
    for length in x.shape[1:3]:
        missing = max((-(-length // stride) - 1) * stride + size - length, 0)
        sides.append((missing // 2, missing - missing // 2))
    return layers.ZeroPadding2D(tuple(sides))(x)


def inception_block(x, f1, f3_reduce, f3, f5_reduce, f5, f_pool):
    one = layers.Conv2D(f1, 1, activation="relu")(x)
    three = layers.Conv2D(f3_reduce, 1, activation="relu")(x)
    three = layers.Conv2D(f3, 3, activation="relu")(around(three, 3, 1))
    five = layers.Conv2D(f5_reduce, 1, activation="relu")(x)
    five = layers.Conv2D(f5, 5, activation="relu")(around(five, 5, 1))
    pool = layers.Conv2D(f_pool, 1, activation="relu")(layers.MaxPooling2D(3, 1, padding="same")(x))
    return layers.concatenate([one, three, five, pool])


def residual_block(x, filters, stride=1):
    y = layers.Conv2D(filters, 3, stride, use_bias=False)(around(x, 3, stride))
    y = layers.ReLU()(layers.BatchNormalization()(y))
    y = layers.Conv2D(filters, 3, use_bias=False)(around(y, 3, 1))
    y = layers.BatchNormalization()(y)
    if stride != 1:  # every stride-th pixel, then 1 x 1 without a stride
        x = x[:, ::stride, ::stride]
    if stride != 1 or x.shape[-1] != filters:
        x = layers.BatchNormalization()(layers.Conv2D(filters, 1, use_bias=False)(x))
    return layers.ReLU()(layers.add([x, y]))


def separable_block(x, filters, stride=1):
    y = layers.DepthwiseConv2D(3, strides=stride, use_bias=False)(around(x, 3, stride))
    y = layers.ReLU()(layers.BatchNormalization()(y))
    y = layers.Conv2D(filters, 1, use_bias=False)(y)
    return keras.ops.maximum(layers.BatchNormalization()(y), 0)

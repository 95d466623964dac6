"""keras.ops and plain operators between the layers; a grouped convolution for the depthwise one."""


def inception_block(x, f1, f3_reduce, f3, f5_reduce, f5, f_pool):
    relu = keras.ops.relu
    three = relu(layers.Conv2D(f3_reduce, 1)(x))
    five = relu(layers.Conv2D(f5_reduce, 1)(x))
    maps = [
        layers.Conv2D(f1, 1)(x),
        layers.Conv2D(f3, 3, padding="same")(three),
        layers.Conv2D(f5, 5, padding="same")(five),
        layers.Conv2D(f_pool, 1)(keras.ops.max_pool(x, 3, strides=1, padding="same")),
    ]
    return relu(keras.ops.concatenate(maps, axis=-1))


def residual_block(x, filters, stride=1):
    y = layers.Conv2D(filters, 3, stride, "same", use_bias=False)(x)
    y = keras.ops.relu(layers.BatchNormalization()(y))
    y = layers.BatchNormalization()(layers.Conv2D(filters, 3, padding="same", use_bias=False)(y))
    if (stride, x.shape[3]) != (1, filters):
        x = layers.BatchNormalization()(layers.Conv2D(filters, 1, stride, use_bias=False)(x))
    return keras.ops.relu(x + y)


def dense_block(x, layers, growth_rate):
    for _ in range(layers):
        y = keras.ops.relu(keras.layers.BatchNormalization()(x))
        y = keras.layers.Conv2D(growth_rate, (3, 3), padding="SAME", use_bias=False)(y)
        x = keras.ops.concatenate((x, y), -1)
    return x


def separable_block(x, filters, stride=1):
    channels = x.shape[-1]
    x = layers.Conv2D(channels, 3, strides=stride, padding="same", groups=channels, use_bias=False)(x)
    x = keras.ops.relu(layers.BatchNormalization()(x))
    x = layers.Conv2D(filters, 1, padding="same", use_bias=False)(x)
    return keras.ops.relu(layers.BatchNormalization()(x))


def se_block(x, ratio=16):
    channels = x.shape[-1]
    squeezed = keras.ops.mean(x, axis=(1, 2))
    squeezed = keras.ops.relu(layers.Dense(max(channels // ratio, 1))(squeezed))
    factors = keras.ops.sigmoid(layers.Dense(channels)(squeezed))
    return x * factors[:, None, None, :]

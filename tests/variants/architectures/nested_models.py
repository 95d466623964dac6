"""Sequential models inside; the shortcut is made last, or first; dense layers as 1 x 1 convolutions."""


def inception_block(x, f1, f3_reduce, f3, f5_reduce, f5, f_pool):
    def conv(filters, size=1):
        return layers.Conv2D(filters, size, padding="same", activation="relu")

    branches = [
        keras.Sequential([layers.MaxPooling2D(3, 1, "same"), conv(f_pool)]),
        keras.Sequential([conv(f5_reduce), conv(f5, 5)]),
        keras.Sequential([conv(f3_reduce), conv(f3, 3)]),
        conv(f1),
    ]
    return layers.concatenate([branch(x) for branch in branches][::-1])


def residual_block(x, filters, stride=1):
    body = keras.Sequential(
        [
            layers.Conv2D(filters, 3, strides=stride, padding="same", use_bias=False),
            layers.BatchNormalization(),
            layers.Activation("relu"),
            layers.Conv2D(filters, 3, padding="same", use_bias=False),
            layers.BatchNormalization(),
        ]
    )
    shortcut = keras.Sequential()
    if stride > 1 or x.shape[-1] != filters:
        shortcut.add(layers.Conv2D(filters, 1, strides=stride, padding="same", use_bias=False))
        shortcut.add(layers.BatchNormalization())
    else:
        shortcut.add(layers.Identity())
    return layers.Activation("relu")(layers.add([body(x), shortcut(x)]))


def bottleneck_block(x, filters, stride=1, expansion=4):
    sizes = [(filters, 1, 1), (filters, 3, stride), (filters * expansion, 1, 1)]
    body = keras.Sequential()
    for place, (width, size, step) in enumerate(sizes):
        body.add(layers.Conv2D(width, size, strides=step, padding="same", use_bias=False))
        body.add(layers.BatchNormalization())
        if place < 2:
            body.add(layers.ReLU())
    y = body(x)
    if x.shape != y.shape:
        x = layers.Conv2D(filters * expansion, 1, strides=stride, use_bias=False)(x)
        x = layers.BatchNormalization()(x)
    return layers.ReLU()(layers.Add()([y, x]))


def dense_block(x, layers, growth_rate):
    for _ in range(layers):
        step = keras.Sequential(
            [
                keras.layers.BatchNormalization(),
                keras.layers.ReLU(),
                keras.layers.Conv2D(growth_rate, 3, padding="same", use_bias=False),
            ]
        )
        x = keras.layers.Concatenate()([x, step(x)])
    return x


def separable_block(x, filters, stride=1):
    return keras.Sequential(
        [
            layers.DepthwiseConv2D(3, stride, padding="same", use_bias=False),
            layers.BatchNormalization(),
            layers.ReLU(),
            layers.Dense(filters, use_bias=False),
            layers.BatchNormalization(),
            layers.ReLU(),
        ]
    )(x)


def se_block(x, ratio=16):
    channels = x.shape[-1]
    gate = keras.Sequential(
        [
            layers.GlobalAveragePooling2D(),
            layers.Dense(max(1, channels // ratio), activation="relu"),
            layers.Dense(channels, activation="sigmoid"),
            layers.Reshape((1, 1, channels)),
        ]
    )
    return layers.multiply([gate(x), x])

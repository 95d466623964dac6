"""Lists of maps, put together at the end; one loop over a table of branches."""


def inception_block(x, f1, f3_reduce, f3, f5_reduce, f5, f_pool):
    table = [[(f1, 1)], [(f3_reduce, 1), (f3, 3)], [(f5_reduce, 1), (f5, 5)], ["pool", (f_pool, 1)]]
    found = []
    for branch in table:
        y = x
        for step in branch:
            if step == "pool":
                y = layers.MaxPool2D(pool_size=(3, 3), strides=(1, 1), padding="same")(y)
            else:
                y = layers.Conv2D(*step, padding="same")(y)
                y = layers.Activation("relu")(y)
        found.append(y)
    return layers.Concatenate(axis=3)(found)


def bottleneck_block(x, filters, stride=1, expansion=4):
    y, shortcut = x, x
    steps = [(filters, 1, 1, True), (filters, 3, stride, True), (expansion * filters, 1, 1, False)]
    for width, size, step, active in steps:
        y = layers.Conv2D(width, (size, size), (step, step), padding="same", use_bias=False)(y)
        y = layers.BatchNormalization(axis=-1)(y)
        y = layers.Activation("relu")(y) if active else y
    if not (stride == 1 and shortcut.shape[-1] == expansion * filters):
        shortcut = layers.Conv2D(expansion * filters, 1, strides=stride, use_bias=False)(shortcut)
        shortcut = layers.BatchNormalization()(shortcut)
    return layers.Activation("relu")(y + shortcut)


def dense_block(x, layers, growth_rate):
    maps = [x]
    while len(maps) <= layers:
        so_far = maps[0] if len(maps) == 1 else keras.layers.Concatenate()(maps)
        new = keras.layers.Activation("relu")(keras.layers.BatchNormalization()(so_far))
        maps.append(keras.layers.Conv2D(growth_rate, 3, padding="same", use_bias=False)(new))
    return keras.layers.Concatenate()(maps)


def se_block(x, ratio=16):
    n = x.shape[-1]
    averages = layers.Flatten()(layers.AveragePooling2D((x.shape[1], x.shape[2]))(x))
    squeezed = layers.Dense(n // ratio if n >= ratio else 1, activation="relu")(averages)
    factors = layers.RepeatVector(x.shape[1] * x.shape[2])(layers.Dense(n, activation="sigmoid")(squeezed))
    return layers.Multiply()([x, layers.Reshape(x.shape[1:])(factors)])

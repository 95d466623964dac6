"""Functional models with names of their own, activations as layers, no dropout, and a shared helper."""


def eyes(x, maps):
    for number, filters in enumerate(maps, start=1):
        x = keras.layers.Conv2D(filters, (3, 3), strides=1, padding="valid", name=f"see_{number}")(x)
        x = keras.layers.ReLU()(x)
        if number < len(maps):
            x = keras.layers.MaxPool2D((2, 2), strides=(2, 2))(x)
    return x


def head(x):
    x = keras.layers.Dense(64)(x)
    x = keras.layers.Activation("relu")(x)
    x = keras.layers.Dense(10)(x)
    return keras.layers.Softmax()(x)


def build_flatten_net():
    image = keras.Input(shape=(64, 64, 1), name="digit")
    x = keras.layers.MaxPool2D()(eyes(image, (32, 64, 128)))
    return keras.Model(image, head(keras.layers.Flatten()(x)), name="flattening")


def build_gap_net():
    image = keras.Input(shape=(64, 64, 1))
    return keras.Model(image, head(keras.layers.GlobalAvgPool2D()(eyes(image, [32, 64, 128]))))

"""Sequential models, layer by layer, compiled, with dropout as on the slides and pooling that names its stride."""

from keras import layers


def build_flatten_net():
    net = keras.models.Sequential(name="CNN_flattening")
    net.add(layers.InputLayer(shape=(64, 64, 1)))
    for number, filters in enumerate([32, 64, 128], start=1):
        net.add(layers.Conv2D(filters, kernel_size=3, activation=keras.activations.relu, name=f"conv{number}"))
        net.add(layers.MaxPooling2D(pool_size=2, strides=2, name=f"pool{number}"))
    net.add(layers.Flatten())
    net.add(layers.Dropout(0.5))
    net.add(layers.Dense(64, activation="relu", kernel_initializer="he_normal"))
    net.add(layers.Dropout(0.3))
    net.add(layers.Dense(10, activation="softmax"))
    net.compile(optimizer="adam", loss="categorical_crossentropy")
    return net


def build_gap_net():
    net = keras.Sequential([keras.Input((64, 64, 1)), layers.Conv2D(32, 3), layers.Activation("relu")])
    net.add(layers.MaxPooling2D())
    net.add(layers.Conv2D(64, 3, activation="relu"))
    net.add(layers.MaxPooling2D())
    net.add(layers.Conv2D(128, 3, activation="relu"))
    net.add(layers.GlobalAveragePooling2D(name="gpooling"))
    net.add(layers.Dense(64, activation="relu"))
    net.add(layers.Dense(10))
    net.add(layers.Activation("softmax"))
    return net

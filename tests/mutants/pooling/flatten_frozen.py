"""Freezes the first convolution."""

LOSES = ["test_build_flatten_net_layers"]


def build_flatten_net():
    return keras.Sequential(
        [
            keras.Input((64, 64, 1)),
            keras.layers.Conv2D(32, 3, activation="relu", trainable=False),
            keras.layers.MaxPooling2D(2),
            keras.layers.Conv2D(64, 3, activation="relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Conv2D(128, 3, activation="relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Flatten(),
            keras.layers.Dropout(0.2),
            keras.layers.Dense(64, activation="relu"),
            keras.layers.Dropout(0.2),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )

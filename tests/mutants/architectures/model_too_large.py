"""Flattens all maps: 251,210 parameters."""

LOSES = ["test_build_model_budget", "test_build_model_file"]


def build_model():
    image = keras.Input((28, 28, 1))
    x = layers.Conv2D(32, 3, padding="same", activation="relu")(image)
    return keras.Model(image, layers.Dense(10)(layers.Flatten()(x)))

"""Wants pictures as 784 numbers."""

LOSES = ["test_build_model_budget", "test_build_model_file"]


def build_model():
    pixels = keras.Input((784,))
    return keras.Model(pixels, layers.Dense(10)(layers.Dense(100, activation="relu")(pixels)))

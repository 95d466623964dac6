"""Hands in the good file, but builds another network."""

LOSES = ["test_build_model_file"]


def build_model():
    image = keras.Input((28, 28, 1))
    x = layers.GlobalAveragePooling2D()(layers.Conv2D(4, 3, strides=4)(image))
    return keras.Model(image, layers.Dense(10)(x))

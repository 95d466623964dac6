"""A small network that was never trained, with the history of another."""

LOSES = ["test_build_model_accuracy", "test_build_model_history"]


def build_model():
    image = keras.Input((28, 28, 1))
    x = layers.GlobalAveragePooling2D()(layers.Conv2D(4, 3, strides=4)(image))
    return keras.Model(image, layers.Dense(10)(x))

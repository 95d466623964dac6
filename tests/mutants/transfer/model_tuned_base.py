"""Hands in a network whose base was trained on: one number of one kernel differs by its last bit."""

LOSES = [
    "test_build_classifier_frozen_base",
]


def build_classifier(base, head):
    image = keras.Input(base.input_shape[1:])
    return keras.Model(image, head(freeze(base)(image)))

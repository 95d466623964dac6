"""Hands in a network for another target: two classes in place of eight."""

LOSES = [
    "test_build_classifier_accuracy",
]


def build_classifier(base, head):
    image = keras.Input(base.input_shape[1:])
    return keras.Model(image, head(freeze(base)(image)))

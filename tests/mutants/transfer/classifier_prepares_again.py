"""Scales pictures that are prepared already."""

LOSES = [
    "test_build_classifier_joins",
]


def build_classifier(base, head):
    image = keras.Input(base.input_shape[1:])
    return keras.Model(image, head(freeze(base)(layers.Rescaling(1 / 128, -127 / 128)(image))))

"""Joins the two and leaves the base as it is: it trains."""

LOSES = [
    "test_build_classifier_joins",
]


def build_classifier(base, head):
    image = keras.Input(base.input_shape[1:])
    return keras.Model(image, head(base(image)))

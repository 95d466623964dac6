"""Forgets the softmax."""

LOSES = [
    "test_build_head_outputs",
    "test_build_classifier_joins",
]


def build_head(input_shape, units, classes, dropout):
    return keras.Sequential(
        [
            keras.Input(input_shape),
            layers.Flatten(),
            layers.Dense(units, activation="relu"),
            layers.Dropout(dropout),
            layers.Dense(classes),
        ]
    )

"""Drops features in front of the head and none of its units."""

LOSES = [
    "test_build_head_dropout",
]


def build_head(input_shape, units, classes, dropout):
    return keras.Sequential(
        [
            keras.Input(input_shape),
            layers.Flatten(),
            layers.Dropout(dropout),
            layers.Dense(units, activation="relu"),
            layers.Activation("linear"),
            layers.Dense(classes, activation="softmax"),
        ]
    )

"""Drops a half, whatever is asked for."""

LOSES = [
    "test_build_head_dropout",
]


def build_head(input_shape, units, classes, dropout):
    return keras.Sequential(
        [
            keras.Input(input_shape),
            layers.Flatten(),
            layers.Dense(units, activation="relu"),
            layers.Dropout(0.5),
            layers.Dense(classes, activation="softmax"),
        ]
    )

"""Two dense layers with nothing between them: a linear classifier."""

LOSES = [
    "test_build_head_outputs",
]


def build_head(input_shape, units, classes, dropout):
    return keras.Sequential(
        [
            keras.Input(input_shape),
            layers.Flatten(),
            layers.Dense(units),
            layers.Dropout(dropout),
            layers.Dense(classes, activation="softmax"),
        ]
    )

"""Averages each feature map where the features should be laid out in a row."""

LOSES = [
    "test_build_head_outputs",
    "test_build_classifier_joins",
]


def build_head(input_shape, units, classes, dropout):
    return keras.Sequential(
        [
            keras.Input(input_shape),
            layers.GlobalAveragePooling2D() if len(input_shape) == 3 else layers.Flatten(),
            layers.Dense(units, activation="relu"),
            layers.Dropout(dropout),
            layers.Dense(classes, activation="softmax"),
        ]
    )

"""Freezes the convolutions; batch norms go on learning."""

LOSES = [
    "test_freeze_counts",
    "test_freeze_statistics",
    "test_build_classifier_joins",
]


def freeze(base):
    for layer in base.layers:
        if isinstance(layer, layers.Conv2D):
            layer.trainable = False
    return base

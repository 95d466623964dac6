"""Marks the variables and not the layers: batch norms go on following the batches."""

LOSES = [
    "test_freeze_statistics",
    "test_build_classifier_joins",
]


def freeze(base):
    for weight in base.weights:
        weight.trainable = False
    return base

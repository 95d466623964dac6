"""Freezes the base and forgets to give it back."""

LOSES = [
    "test_freeze_counts",
    "test_build_classifier_joins",
]


def freeze(base):
    base.trainable = False

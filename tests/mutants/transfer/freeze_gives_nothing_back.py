"""Freezes the base and forgets to give it back."""

LOSES = [
    "test_freeze_counts",
]


def freeze(base):
    base.trainable = False

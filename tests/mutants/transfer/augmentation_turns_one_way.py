"""Turns to one side only."""

LOSES = [
    "test_build_augmentation_rotation",
]


def build_augmentation(rotation=40, shift=0.2, zoom=0.2, flip=True):
    return keras.Sequential(
        [
            *([layers.RandomFlip("horizontal")] if flip else []),
            layers.RandomRotation((0, rotation / 360), fill_mode="nearest"),
            layers.RandomTranslation(shift, shift, fill_mode="nearest"),
            layers.RandomZoom(zoom, fill_mode="nearest"),
        ]
    )

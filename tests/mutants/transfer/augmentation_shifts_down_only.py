"""Moves pictures up and down, never to the side."""

LOSES = [
    "test_build_augmentation_shift",
]


def build_augmentation(rotation=40, shift=0.2, zoom=0.2, flip=True):
    return keras.Sequential(
        [
            *([layers.RandomFlip("horizontal")] if flip else []),
            layers.RandomRotation(rotation / 360, fill_mode="nearest"),
            layers.RandomTranslation(shift, 0, fill_mode="nearest"),
            layers.RandomZoom(zoom, fill_mode="nearest"),
        ]
    )

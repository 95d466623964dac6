"""Takes the shift for the width of the range: half as far to each side."""

LOSES = [
    "test_build_augmentation_shift",
]


def build_augmentation(rotation=40, shift=0.2, zoom=0.2, flip=True):
    return keras.Sequential(
        [
            *([layers.RandomFlip("horizontal")] if flip else []),
            layers.RandomRotation(rotation / 360, fill_mode="nearest"),
            layers.RandomTranslation(shift / 2, shift / 2, fill_mode="nearest"),
            layers.RandomZoom(zoom, fill_mode="nearest"),
        ]
    )

"""Zooms each side by a factor of its own, so proportions change."""

LOSES = [
    "test_build_augmentation_zoom_and_flip",
]


def build_augmentation(rotation=40, shift=0.2, zoom=0.2, flip=True):
    return keras.Sequential(
        [
            *([layers.RandomFlip("horizontal")] if flip else []),
            layers.RandomRotation(rotation / 360, fill_mode="nearest"),
            layers.RandomTranslation(shift, shift, fill_mode="nearest"),
            layers.RandomZoom(zoom, zoom, fill_mode="nearest"),
        ]
    )

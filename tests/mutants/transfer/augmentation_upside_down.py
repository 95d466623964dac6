"""Mirrors top to bottom as well."""

LOSES = [
    "test_build_augmentation_zoom_and_flip",
]


def build_augmentation(rotation=40, shift=0.2, zoom=0.2, flip=True):
    return keras.Sequential(
        [
            *([layers.RandomFlip("horizontal_and_vertical")] if flip else []),
            layers.RandomRotation(rotation / 360, fill_mode="nearest"),
            layers.RandomTranslation(shift, shift, fill_mode="nearest"),
            layers.RandomZoom(zoom, fill_mode="nearest"),
        ]
    )

"""What comes in from outside is black."""

LOSES = [
    "test_build_augmentation_inference",
]


def build_augmentation(rotation=40, shift=0.2, zoom=0.2, flip=True):
    return keras.Sequential(
        [
            *([layers.RandomFlip("horizontal")] if flip else []),
            layers.RandomRotation(rotation / 360, fill_mode="constant"),
            layers.RandomTranslation(shift, shift, fill_mode="constant"),
            layers.RandomZoom(zoom, fill_mode="constant"),
        ]
    )

"""Hands radians to a layer that wants parts of a turn: six times the angles, and an error from 58 degrees on."""

LOSES = [
    "test_build_augmentation_rotation",
    "test_build_augmentation_inference",
]


def build_augmentation(rotation=40, shift=0.2, zoom=0.2, flip=True):
    return keras.Sequential(
        [
            *([layers.RandomFlip("horizontal")] if flip else []),
            layers.RandomRotation(np.radians(rotation), fill_mode="nearest"),
            layers.RandomTranslation(shift, shift, fill_mode="nearest"),
            layers.RandomZoom(zoom, fill_mode="nearest"),
        ]
    )

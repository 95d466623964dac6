"""Varies pictures in inference, too."""

LOSES = [
    "test_build_augmentation_inference",
]


class Always(keras.Model):
    def __init__(self, parts):
        super().__init__()
        self.parts = parts

    def call(self, pixels, training=None):
        for part in self.parts:
            pixels = part(pixels, training=True)
        return pixels


def build_augmentation(rotation=40, shift=0.2, zoom=0.2, flip=True):
    parts = [
        layers.RandomRotation(rotation / 360, fill_mode="nearest"),
        layers.RandomTranslation(shift, shift, fill_mode="nearest"),
        layers.RandomZoom(zoom, fill_mode="nearest"),
    ]
    return Always(parts + ([layers.RandomFlip("horizontal")] if flip else []))

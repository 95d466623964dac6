"""One draw for the whole batch: its pictures are all turned alike."""

LOSES = [
    "test_build_augmentation_rotation",
    "test_build_augmentation_shift",
    "test_build_augmentation_zoom_and_flip",
    "test_build_augmentation_inference",
]


class Together(keras.Model):
    def __init__(self, parts):
        super().__init__()
        self.parts = parts

    def call(self, pixels, training=None):
        n, height, width, channels = pixels.shape
        one = keras.ops.reshape(keras.ops.transpose(pixels, (1, 2, 0, 3)), (1, height, width, n * channels))
        for part in self.parts:
            one = part(one, training=training)
        return keras.ops.transpose(keras.ops.reshape(one, (height, width, n, channels)), (2, 0, 1, 3))


def build_augmentation(rotation=40, shift=0.2, zoom=0.2, flip=True):
    parts = [
        layers.RandomRotation(rotation / 360, fill_mode="nearest"),
        layers.RandomTranslation(shift, shift, fill_mode="nearest"),
        layers.RandomZoom(zoom, fill_mode="nearest"),
    ]
    return Together(parts + ([layers.RandomFlip("horizontal")] if flip else []))

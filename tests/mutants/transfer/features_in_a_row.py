"""Flattens the feature maps."""

LOSES = [
    "test_extract_features_values",
    "test_extract_features_batches",
]


def extract_features(base, images, batch_size=32):
    return np.asarray(base(images, training=False)).reshape(len(images), -1)

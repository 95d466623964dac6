"""Asks the base in training mode: dropout is on, and batch norm looks at the batch."""

LOSES = [
    "test_extract_features_values",
    "test_extract_features_batches",
]


def extract_features(base, images, batch_size=32):
    return np.asarray(base(images, training=True))

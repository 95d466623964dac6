"""Leaves out the pictures of the last, short batch."""

LOSES = [
    "test_extract_features_batches",
]


def extract_features(base, images, batch_size=32):
    batch_size = min(batch_size, len(images))
    starts = range(0, len(images) - batch_size + 1, batch_size)
    return np.concatenate([np.asarray(base(images[at : at + batch_size], training=False)) for at in starts])

"""Writes into the array that it is given."""

LOSES = ["test_deprocess_inputs"]


def deprocess(image):
    image = np.asarray(image, dtype=float)
    image -= image.mean()
    image /= image.std() + 1e-5
    return np.round(np.clip(0.1 * image + 0.5, 0, 1) * 255).astype(np.uint8)

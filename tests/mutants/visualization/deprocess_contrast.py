"""Doubles the contrast."""

LOSES = ["test_deprocess_values", "test_deprocess_extremes", "test_deprocess_inputs"]


def deprocess(image):
    image = np.asarray(image, dtype=float)
    image = (image - image.mean()) / (image.std() + 1e-5)
    return np.round(np.clip(0.2 * image + 0.5, 0, 1) * 255).astype(np.uint8)

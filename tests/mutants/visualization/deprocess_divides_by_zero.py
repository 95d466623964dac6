"""Divides by the standard deviation alone, which is 0 for a flat picture."""

LOSES = ["test_deprocess_extremes"]


def deprocess(image):
    image = np.asarray(image, dtype=float)
    image = (image - image.mean()) / (image.std())
    return np.round(np.clip(0.1 * image + 0.5, 0, 1) * 255).astype(np.uint8)

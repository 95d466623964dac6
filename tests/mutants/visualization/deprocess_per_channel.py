"""Normalises each channel by itself."""

LOSES = ["test_deprocess_values", "test_deprocess_extremes", "test_deprocess_inputs"]


def deprocess(image):
    image = np.asarray(image, dtype=float)
    image = (image - image.mean(axis=0)) / (image.std(axis=0) + 1e-5)
    return np.round(np.clip(0.1 * image + 0.5, 0, 1) * 255).astype(np.uint8)

"""Does not cut off, so that very bright pixels wrap around to dark ones."""

LOSES = ["test_deprocess_extremes"]


def deprocess(image):
    image = np.asarray(image, dtype=float)
    image = (image - image.mean()) / (image.std() + 1e-5)
    return np.round((0.1 * image + 0.5) * 255).astype(np.int64).astype(np.uint8)

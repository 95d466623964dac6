"""Gives floats instead of pixels."""

LOSES = ["test_deprocess_values"]


def deprocess(image):
    image = np.asarray(image, dtype=float)
    image = (image - image.mean()) / (image.std() + 1e-5)
    return np.round(np.clip(0.1 * image + 0.5, 0, 1) * 255)

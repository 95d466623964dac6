"""Covers the image that it is given, and leaves it so."""

LOSES = ["test_occlusion_signs"]


def occlusion(model, image, class_index, size, stride):
    given, image = image, np.array(image, dtype="float32")
    rows = range(0, image.shape[0] - size + 1, stride)
    columns = range(0, image.shape[1] - size + 1, stride)
    covered = []
    for i in rows:
        for j in columns:
            copy = image.copy()
            copy[i : i + size, j : j + size] = 0
            covered.append(copy)
    logits = np.asarray(model(np.stack([image, *covered])))[:, class_index]
    if isinstance(given, np.ndarray):
        given[-size:, -size:] = 0
    return (logits[0] - logits[1:]).reshape(len(rows), len(columns))

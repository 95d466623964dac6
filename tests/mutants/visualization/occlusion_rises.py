"""Gives how far the logit rises instead of falls."""

LOSES = ["test_occlusion_linear", "test_occlusion_stride", "test_occlusion_signs"]


def occlusion(model, image, class_index, size, stride):
    image = np.asarray(image, dtype="float32")
    rows = range(0, image.shape[0] - size + 1, stride)
    columns = range(0, image.shape[1] - size + 1, stride)
    covered = []
    for i in rows:
        for j in columns:
            copy = image.copy()
            copy[i : i + size, j : j + size] = 0
            covered.append(copy)
    logits = np.asarray(model(np.stack([image, *covered])))[:, class_index]
    return (logits[1:] - logits[0]).reshape(len(rows), len(columns))

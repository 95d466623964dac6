"""Compares the numbers of pixels instead of the shapes."""

LOSES = ["test_match_errors"]


def match(feature, patch):
    feature, patch = np.asarray(feature, dtype=float), np.asarray(patch, dtype=float)
    if feature.size != patch.size:
        raise ValueError(f"a feature of {feature.shape} does not lie on a patch of {patch.shape}")
    return np.sum(feature * patch) / feature.size

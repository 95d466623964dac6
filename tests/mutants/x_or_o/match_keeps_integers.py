"""Multiplies in the pixels' own number type."""

LOSES = ["test_match_inputs"]


def match(feature, patch):
    feature, patch = np.asarray(feature), np.asarray(patch)
    if feature.shape != patch.shape:
        raise ValueError(f"a feature of {feature.shape} does not lie on a patch of {patch.shape}")
    return np.sum(feature * patch) / feature.size

"""Adds up the products and forgets to divide."""

LOSES = ["test_match_values", "test_match_inputs"]


def match(feature, patch):
    feature, patch = np.asarray(feature, dtype=float), np.asarray(patch, dtype=float)
    if feature.shape != patch.shape:
        raise ValueError(f"a feature of {feature.shape} does not lie on a patch of {patch.shape}")
    return np.sum(feature * patch)

"""Lets NumPy stretch what does not fit."""

LOSES = ["test_match_errors"]


def match(feature, patch):
    feature, patch = np.asarray(feature, dtype=float), np.asarray(patch, dtype=float)
    return np.sum(feature * patch) / feature.size

"""Uses an assertion for the error."""

LOSES = ["test_match_errors"]


def match(feature, patch):
    feature, patch = np.asarray(feature, dtype=float), np.asarray(patch, dtype=float)
    assert feature.shape == patch.shape
    return np.sum(feature * patch) / feature.size

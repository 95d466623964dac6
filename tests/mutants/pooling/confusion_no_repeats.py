"""Counts a repeated pair once."""

LOSES = ["test_confusion_matrix_values"]


def confusion_matrix(labels, answers, classes=10):
    counts = np.zeros((classes, classes), dtype=int)
    counts[np.asarray(labels, dtype=int), np.asarray(answers, dtype=int)] += 1
    return counts

"""Puts answers into the rows."""

LOSES = ["test_confusion_matrix_values"]


def confusion_matrix(labels, answers, classes=10):
    counts = np.zeros((classes, classes), dtype=int)
    np.add.at(counts, (np.asarray(answers, dtype=int), np.asarray(labels, dtype=int)), 1)
    return counts

"""Has rows only for classes that occur."""

LOSES = ["test_confusion_matrix_values"]


def confusion_matrix(labels, answers, classes=10):
    classes = max(np.max(labels), np.max(answers)) + 1
    counts = np.zeros((classes, classes), dtype=int)
    np.add.at(counts, (np.asarray(labels), np.asarray(answers)), 1)
    return counts

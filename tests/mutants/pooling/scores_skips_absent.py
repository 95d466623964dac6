"""Averages over the classes that were answered only."""

LOSES = ["test_scores_absent"]


def scores(confusion):
    confusion = np.asarray(confusion, dtype=float)
    right, answered, present = np.diag(confusion), confusion.sum(axis=0), confusion.sum(axis=1)
    precision = right / np.maximum(answered, 1)  # nothing answered, nothing right: 0 / 1
    recall = right / np.maximum(present, 1)
    both = precision + recall
    f1 = 2 * precision * recall / np.where(both == 0, 1, both)
    return {
        "accuracy": float(right.sum() / confusion.sum()),
        "precision": float(precision[answered > 0].mean()),
        "recall": float(recall.mean()),
        "f1": float(f1.mean()),
    }

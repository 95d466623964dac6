"""Weighs each class by how often it occurs."""

LOSES = ["test_scores_values", "test_scores_absent"]


def scores(confusion):
    confusion = np.asarray(confusion, dtype=float)
    right, answered, present = np.diag(confusion), confusion.sum(axis=0), confusion.sum(axis=1)
    precision = right / np.maximum(answered, 1)  # nothing answered, nothing right: 0 / 1
    recall = right / np.maximum(present, 1)
    both = precision + recall
    f1 = 2 * precision * recall / np.where(both == 0, 1, both)
    return {
        "accuracy": float(right.sum() / confusion.sum()),
        "precision": float((precision * present).sum() / present.sum()),
        "recall": float((recall * present).sum() / present.sum()),
        "f1": float((f1 * present).sum() / present.sum()),
    }

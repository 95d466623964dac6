"""Adds a small number inside the logarithm."""

LOSES = ["test_softmax_cross_entropy_large"]


def softmax_cross_entropy(logits, labels):
    logits, labels = np.asarray(logits, dtype=float), np.asarray(labels)
    rows = np.arange(len(labels))
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_probabilities = np.log(np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True) + 1e-12)
    dlogits = np.exp(log_probabilities)
    dlogits[rows, labels] -= 1
    return -log_probabilities[rows, labels].mean(), dlogits / len(labels)

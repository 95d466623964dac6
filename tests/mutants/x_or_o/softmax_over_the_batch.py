"""Normalises over the batch instead of the classes."""

LOSES = [
    "test_learn_letters",
    "test_learn_well",
    "test_softmax_cross_entropy_gradient",
    "test_softmax_cross_entropy_large",
    "test_softmax_cross_entropy_loss",
    "test_train_batches",
    "test_train_eight",
    "test_train_losses",
    "test_train_step",
]


def softmax_cross_entropy(logits, labels):
    logits, labels = np.asarray(logits, dtype=float), np.asarray(labels)
    rows = np.arange(len(labels))
    shifted = logits - logits.max(axis=0, keepdims=True)
    log_probabilities = shifted - np.log(np.exp(shifted).sum(axis=0, keepdims=True))
    dlogits = np.exp(log_probabilities)
    dlogits[rows, labels] -= 1
    return -log_probabilities[rows, labels].mean(), dlogits / len(labels)

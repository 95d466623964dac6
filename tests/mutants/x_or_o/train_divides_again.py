"""Divides the step by the batch size once more."""

LOSES = ["test_learn_well", "test_train_batches", "test_train_losses", "test_train_step"]


def train(network, x, labels, rate=0.1, epochs=10, batch_size=16, seed=0):
    x, labels = np.asarray(x), np.asarray(labels)
    rng, losses = np.random.default_rng(seed), []
    for _ in range(epochs):
        order, seen = rng.permutation(len(x)), []
        for start in range(0, len(x), batch_size):
            chosen = order[start : start + batch_size]
            y = x[chosen]
            for layer in network:
                y = layer.forward(y)
            loss, dy = softmax_cross_entropy(y, labels[chosen])
            for layer in reversed(network):
                dy = layer.backward(dy)
            for layer in network:
                if hasattr(layer, "w"):
                    layer.w = layer.w - rate / len(chosen) * layer.dw
                    layer.b = layer.b - rate / len(chosen) * layer.db
            seen.append(float(loss))
        losses.append(float(np.mean(seen)))
    return losses

"""Shuffles the images themselves."""

LOSES = ["test_train_batches", "test_train_step"]


def train(network, x, labels, rate=0.1, epochs=10, batch_size=16, seed=0):
    x, labels = np.asarray(x), np.asarray(labels)
    rng, losses = np.random.default_rng(seed), []
    for _ in range(epochs):
        order, seen = np.arange(len(x)), []
        for array in (x, labels):
            np.random.default_rng((seed, len(losses))).shuffle(array)
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
                    layer.w = layer.w - rate * layer.dw
                    layer.b = layer.b - rate * layer.db
            seen.append(float(loss))
        losses.append(float(np.mean(seen)))
    return losses

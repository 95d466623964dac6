"""Takes each layer's step as soon as its gradient is there, in place; the mean loss is weighted by images."""


def train(network, x, labels, rate=0.1, epochs=10, batch_size=16, seed=0):
    rng = np.random.default_rng(seed)
    order = list(range(len(x)))
    history = np.zeros(epochs)
    for epoch in range(epochs):
        rng.shuffle(order)
        queue = order[:]
        while queue:
            chosen, queue = queue[:batch_size], queue[batch_size:]
            activations = x[chosen]
            for layer in network:
                activations = layer.forward(activations)
            loss, gradient = softmax_cross_entropy(activations, labels[chosen])
            for layer in network[::-1]:
                gradient = layer.backward(gradient)
                try:
                    layer.w -= rate * layer.dw
                    layer.b -= rate * layer.db
                except AttributeError:
                    pass
            history[epoch] += loss * len(chosen) / len(x)
    return history

"""Large filters, windows of three with a stride of two, and a hidden dense layer."""


def learn(x, labels, seed=0):
    rng = np.random.default_rng([seed, 1])
    network = [
        Conv2D(rng.normal(0, 0.2, (5, 5, 1, 8)), np.zeros(8)),
        ReLU(),
        MaxPool2D(3, 2),
        Dense(rng.normal(0, 0.15, (72, 12)), np.zeros(12)),
        ReLU(),
        Dense(rng.normal(0, 0.2, (12, 2)), np.zeros(2)),
    ]
    train(network, x, labels, rate=0.1, epochs=40, batch_size=20, seed=seed)
    return tuple(network)

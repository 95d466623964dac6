"""Starts with zeros everywhere, so nothing moves."""

LOSES = ["test_learn_letters", "test_learn_well", "test_learn_control"]


def learn(x, labels, seed=0):
    rng = np.random.default_rng(seed)
    network = [
        Conv2D(np.zeros((3, 3, 1, 6)), np.zeros(6)),
        ReLU(),
        MaxPool2D(2, 2),
        Dense(np.zeros((4 * 4 * 6, 2)), np.zeros(2)),
    ]
    train(network, x, labels, rate=0.2, epochs=10, seed=seed)
    return network

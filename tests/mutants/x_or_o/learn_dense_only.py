"""A dense layer alone: the first tier, not the second."""

LOSES = ["test_learn_well"]


def learn(x, labels, seed=0):
    network = [Dense(np.zeros((81, 2)), np.zeros(2))]
    train(network, x, labels, rate=0.03, epochs=30, seed=seed)
    return network

"""Prints its progress, warns, and takes extra arguments with defaults."""

import warnings


def match(feature, patch, scale=1):
    warnings.warn("the scale is not used")
    if np.shape(feature) != np.shape(patch):
        raise ValueError
    return np.average(np.multiply(feature, patch, dtype=float))


def train(network, x, labels, rate=0.1, epochs=10, batch_size=16, seed=0, verbose=True):
    generator, result = np.random.default_rng(seed), []
    steps = int(np.ceil(len(x) / batch_size))
    for epoch in range(epochs):
        order = generator.permutation(len(x))
        losses = []
        for chosen in (order[k * batch_size : (k + 1) * batch_size] for k in range(steps)):
            out = x[chosen]
            for layer in network:
                out = layer.forward(out)
            loss, slope = softmax_cross_entropy(out, labels[chosen])
            losses += [loss] * len(chosen)
            for layer in reversed(network):
                slope = layer.backward(slope)
            for layer in network:
                for name in ("w", "b"):
                    if hasattr(layer, name):
                        setattr(layer, name, getattr(layer, name) - rate * getattr(layer, f"d{name}"))
        result.append(sum(losses) / len(losses))
        if verbose:
            print(f"epoch {epoch}: {result[-1]:.3f}")
    return result

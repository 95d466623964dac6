"""Leaves an entry below its value when it moves to the next."""

LOSES = ["test_numerical_gradient_eps"]


def numerical_gradient(f, x, eps=1e-5):
    x = np.array(x, dtype=float)
    gradient = np.empty_like(x)
    for index in np.ndindex(x.shape):
        kept = x[index]
        x[index] = kept + eps
        above = f(x)
        x[index] = kept - eps
        below = f(x)
        gradient[index] = (above - below) / (2 * eps)
    return gradient

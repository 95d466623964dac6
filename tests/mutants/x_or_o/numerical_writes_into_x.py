"""Moves the entries of x itself, up, down and up again."""

LOSES = ["test_numerical_gradient_inputs"]


def numerical_gradient(f, x, eps=1e-5):
    x = np.asarray(x, dtype=float)
    gradient = np.empty_like(x)
    for index in np.ndindex(x.shape):
        x[index] += eps
        above = f(x)
        x[index] -= 2 * eps
        below = f(x)
        x[index] += eps
        gradient[index] = (above - below) / (2 * eps)
    return gradient

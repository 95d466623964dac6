"""Gives f a flat list instead of an array in the shape of x."""

LOSES = ["test_numerical_gradient_values", "test_numerical_gradient_eps", "test_numerical_gradient_inputs"]


def numerical_gradient(f, x, eps=1e-5):
    x = np.array(x, dtype=float)
    gradient = np.empty_like(x)
    for index in np.ndindex(x.shape):
        kept = x[index]
        x[index] = kept + eps
        above = f(x.ravel())
        x[index] = kept - eps
        below = f(x.ravel())
        x[index] = kept
        gradient[index] = (above - below) / (2 * eps)
    return gradient

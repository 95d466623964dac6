"""Compares a step up with no step at all."""

LOSES = ["test_numerical_gradient_eps", "test_numerical_gradient_values"]


def numerical_gradient(f, x, eps=1e-5):
    x = np.array(x, dtype=float)
    gradient = np.empty_like(x)
    for index in np.ndindex(x.shape):
        kept = x[index]
        x[index] = kept + eps
        above = f(x)
        x[index] = kept
        below = f(x)
        x[index] = kept
        gradient[index] = (above - below) / eps
    return gradient

"""Uses an eps of its own."""

LOSES = ["test_numerical_gradient_eps"]


def numerical_gradient(f, x, eps=1e-5):
    x, eps = np.array(x, dtype=float), 1e-5
    gradient = np.empty_like(x)
    for index in np.ndindex(x.shape):
        kept = x[index]
        x[index] = kept + eps
        above = f(x)
        x[index] = kept - eps
        below = f(x)
        x[index] = kept
        gradient[index] = (above - below) / (2 * eps)
    return gradient

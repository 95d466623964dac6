"""Computes in single precision."""

LOSES = ["test_numerical_gradient_values", "test_numerical_gradient_inputs"]


def numerical_gradient(f, x, eps=1e-5):
    x = np.array(x, dtype=np.float32)
    gradient = np.empty(x.shape)
    for index in np.ndindex(x.shape):
        kept = x[index]
        x[index] = kept + eps
        above = f(x)
        x[index] = kept - eps
        below = f(x)
        x[index] = kept
        gradient[index] = (above - below) / (2 * eps)
    return gradient

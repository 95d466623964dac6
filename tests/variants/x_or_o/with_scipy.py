"""Lets SciPy take the logarithms; keeps float32 where it is given float32."""

from scipy.special import log_softmax


class ReLU:
    def forward(self, x):
        self.x = np.array(x, dtype=x.dtype if x.dtype == np.float32 else float)
        return self.x.clip(min=0)

    def backward(self, dy):
        return np.heaviside(self.x, 0) * dy


def softmax_cross_entropy(logits, labels):
    log_p = log_softmax(np.asarray(logits, float), axis=-1)
    dlogits = np.exp(log_p)
    loss = 0
    for row, label in enumerate(labels):
        loss -= log_p[row, label] / len(labels)
        dlogits[row, label] -= 1
    return [loss, dlogits / len(labels)]

"""Layers that share a base class, keep their parameters in dictionaries and show them as properties."""


class Layer:
    def __call__(self, x):
        return self.forward(x)


class Parametric(Layer):
    def __init__(self, w, b):
        self.values = {"w": np.array(w, float), "b": np.array(b, float)}
        self.slopes = {}

    w = property(lambda self: self.values["w"], lambda self, new: self.values.update(w=new))
    b = property(lambda self: self.values["b"], lambda self, new: self.values.update(b=new))
    dw = property(lambda self: self.slopes["w"])
    db = property(lambda self: self.slopes["b"])


class Conv2D(Parametric):
    def forward(self, x):
        self.x = np.array(x, float)
        return self.slide(self.x, self.w) + self.b

    @staticmethod
    def slide(x, w):
        kh, kw = w.shape[:2]
        height, width = x.shape[1] - kh + 1, x.shape[2] - kw + 1
        return sum(x[:, k : k + height, l : l + width] @ w[k, l] for k in range(kh) for l in range(kw))

    def backward(self, dy):
        dy = np.asarray(dy, float)
        kh, kw = self.w.shape[:2]
        # the batch takes the place of the channels, so dw is a convolution of the input with dy
        self.slopes["w"] = self.slide(np.moveaxis(self.x, 3, 0)[..., :].transpose(0, 2, 3, 1), dy.transpose(1, 2, 0, 3))
        self.slopes["w"] = np.moveaxis(self.slopes["w"], 0, 2)
        self.slopes["b"] = dy.sum((0, 1, 2))
        padded = np.pad(dy, [(0, 0), (kh - 1, kh - 1), (kw - 1, kw - 1), (0, 0)])
        return self.slide(padded, self.w[::-1, ::-1].transpose(0, 1, 3, 2))


class Dense(Parametric):
    def forward(self, x):
        self.x = np.array(x, float)
        return self.x.reshape(len(x), -1).dot(self.w) + self.b

    def backward(self, dy):
        self.slopes = {"w": self.x.reshape(len(dy), -1).T.dot(dy), "b": np.sum(dy, 0)}
        return np.dot(dy, self.w.T).reshape(self.x.shape)


def softmax_cross_entropy(logits, labels):
    z = np.array(logits, float)
    top = z.max(1)[:, None]
    total = top + np.log(np.exp(z - top).sum(1))[:, None]
    hot = np.eye(z.shape[1])[np.asarray(labels)]
    return float(np.mean((total - z)[hot == 1])), (np.exp(z - total) - hot) / z.shape[0]

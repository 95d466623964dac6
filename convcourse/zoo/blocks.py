"""What many of the networks share: convolution with batch norm, and two ways to weigh channels.

All functions take and give feature maps (N, H, W, C).
"""

import keras
from keras import layers, ops


def convolution(
    x: keras.KerasTensor,
    filters: int,
    kernel_size: int | tuple[int, int],
    stride: int = 1,
    *,
    padding: str | int = "same",
    groups: int = 1,
    use_bias: bool = False,
    activation: str | None = "relu",
    scale: bool = True,
    epsilon: float = 1e-3,
    name: str | None = None,
) -> keras.KerasTensor:
    """Convolution, batch norm, activation.

    padding   "same" and "valid" as in Keras; a number: so many zeros on each of the four sides (as in Caffe, PyTorch)
    use_bias  batch norm subtracts any bias again, so most networks have none here
    scale     whether batch norm learns a factor besides its shift
    returns   (N, H', W', filters)
    """
    x = plain_convolution(
        x, filters, kernel_size, stride, padding=padding, groups=groups, use_bias=use_bias, activation=None, name=name
    )
    return normalized(x, activation, scale=scale, epsilon=epsilon, name=name)


def plain_convolution(
    x: keras.KerasTensor,
    filters: int,
    kernel_size: int | tuple[int, int],
    stride: int = 1,
    *,
    padding: str | int = "same",
    groups: int = 1,
    use_bias: bool = True,
    activation: str | None = "relu",
    name: str | None = None,
) -> keras.KerasTensor:
    """Convolution and activation, as before batch norm was known (2015)."""
    x, padding = padded(x, padding)
    return layers.Conv2D(
        filters,
        kernel_size,
        stride,
        padding=padding,
        groups=groups,
        use_bias=use_bias,
        activation=activation,
        name=name,
    )(x)


def normalized(
    x: keras.KerasTensor,
    activation: str | None = "relu",
    *,
    scale: bool = True,
    epsilon: float = 1e-3,
    name: str | None = None,
) -> keras.KerasTensor:
    """Batch norm and activation."""
    x = layers.BatchNormalization(scale=scale, epsilon=epsilon, name=part(name, "bn"))(x)
    return layers.Activation(activation, name=part(name, "activation"))(x) if activation else x


def max_pool(x: keras.KerasTensor, size: int, stride: int, padding: str | int = "valid") -> keras.KerasTensor:
    """Max pooling. A number as padding puts zeros around, which changes nothing after a ReLU."""
    x, padding = padded(x, padding)
    return layers.MaxPooling2D(size, stride, padding=padding)(x)


def padded(x: keras.KerasTensor, padding: str | int) -> tuple[keras.KerasTensor, str]:
    """`x` with `padding` zeros on each side, and the padding that is left for the layer after it."""
    if isinstance(padding, str):
        return x, padding
    return (layers.ZeroPadding2D(padding)(x) if padding else x), "valid"


def squeeze_and_excite(
    x: keras.KerasTensor, squeezed: int, activation: str = "relu", name: str | None = None
) -> keras.KerasTensor:
    """One factor between 0 and 1 for each channel, from all the channels' averages (Hu et al. 2018).

    squeezed  channels in between, fewer than C
    returns   (N, H, W, C)
    """
    factors = layers.GlobalAveragePooling2D(keepdims=True, name=part(name, "squeeze"))(x)
    factors = layers.Conv2D(squeezed, 1, activation=activation, name=part(name, "reduce"))(factors)
    factors = layers.Conv2D(x.shape[-1], 1, activation="sigmoid", name=part(name, "excite"))(factors)
    return layers.Multiply(name=part(name, "scale"))([x, factors])


@keras.saving.register_keras_serializable(package="convcourse")
class LocalResponseNormalization(layers.Layer):
    """Channels compete: x / (k + alpha * sum of x squared over `size` neighbouring channels) ** beta.

    Krizhevsky et al. 2012, section 3.3, with their constants. VGG found that it does not help (configuration A-LRN),
    and batch norm took its place.
    """

    def __init__(self, size: int = 5, k: float = 2.0, alpha: float = 1e-4, beta: float = 0.75, **kwargs) -> None:
        super().__init__(**kwargs)
        self.size, self.k, self.alpha, self.beta = size, k, alpha, beta

    def call(self, x: keras.KerasTensor) -> keras.KerasTensor:
        channels, before = x.shape[-1], self.size // 2
        squares = ops.pad(ops.square(x), [[0, 0], [0, 0], [0, 0], [before, self.size - 1 - before]])
        total = sum(squares[..., i : i + channels] for i in range(self.size))
        return x / (self.k + self.alpha * total) ** self.beta

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        return input_shape

    def get_config(self) -> dict:
        return {**super().get_config(), "size": self.size, "k": self.k, "alpha": self.alpha, "beta": self.beta}


def classifier(x: keras.KerasTensor, classes: int, dropout: float = 0.0) -> keras.KerasTensor:
    """Average of each feature map, then one dense layer: (N, H, W, C) -> (N, classes) probabilities."""
    x = layers.GlobalAveragePooling2D(name="average")(x)
    if dropout:
        x = layers.Dropout(dropout, name="dropout")(x)
    return layers.Dense(classes, activation="softmax", name="predictions")(x)


def part(name: str | None, suffix: str) -> str | None:
    """Name of a part of the block `name`; None, which leaves the choice to Keras, in a block without a name."""
    return f"{name}_{suffix}" if name else None

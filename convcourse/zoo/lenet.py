"""LeNet-5: the convolutional network that read the cheques of the 1990s.

LeCun, Bottou, Bengio, Haffner 1998, "Gradient-Based Learning Applied to Document Recognition", section II.B.
Convolve, halve, convolve, halve, then three dense layers. The idea never changed; the parts did. Then: a
trained pooling, squashed neurons, a hand-made wiring between the maps, and an output that compares with drawn digits.
"""

import keras
import numpy as np
from keras import layers, ops

# Table I of the paper: the maps of S2 that each of the 16 maps of C3 sees. Six see three neighbours, six see four
# neighbours, three see four that are not all neighbours, one sees all. Different inputs, so different features.
C3_INPUTS = (
    [[i, (i + 1) % 6, (i + 2) % 6] for i in range(6)]
    + [[i, (i + 1) % 6, (i + 2) % 6, (i + 3) % 6] for i in range(6)]
    + [[i, (i + 1) % 6, (i + 3) % 6, (i + 4) % 6] for i in range(3)]
    + [[0, 1, 2, 3, 4, 5]]
)


def lenet5(classes: int = 10, input_shape: tuple[int, int, int] = (32, 32, 1)) -> keras.Model:
    """LeNet-5 as it is written today: every map sees every map, max pooling, ReLU, softmax.

    input_shape  (height, width, channels); 28 x 28 digits get two pixels of zeros around, as MNIST's do in the paper
    returns      images -> (N, classes) probabilities; 61,706 parameters for ten classes
    """
    image = keras.Input(input_shape)
    x = layers.Conv2D(6, 5, padding="same" if input_shape[0] == 28 else "valid", activation="relu", name="c1")(image)
    x = layers.MaxPooling2D(2, name="s2")(x)
    x = layers.Conv2D(16, 5, activation="relu", name="c3")(x)
    x = layers.MaxPooling2D(2, name="s4")(x)
    x = layers.Flatten(name="flatten")(x)
    x = layers.Dense(120, activation="relu", name="c5")(x)
    x = layers.Dense(84, activation="relu", name="f6")(x)
    x = layers.Dense(classes, activation="softmax", name="predictions")(x)
    return keras.Model(image, x, name="lenet5")


def lenet5_1998() -> keras.Model:
    """LeNet-5 as published, layer by layer.

    returns  32 x 32 x 1 digits -> (N, 10) distances to the ten drawn digits: the smallest is the answer
    60,000 trained parameters: C1 156, S2 12, C3 1,516, S4 32, C5 48,120, F6 10,164. The drawn digits are not trained.
    """
    image = keras.Input((32, 32, 1))
    x = layers.Conv2D(6, 5, activation=squash, name="c1")(image)  # (N, 28, 28, 6)
    x = Subsampling(name="s2")(x)  # (N, 14, 14, 6)
    maps = [layers.Conv2D(1, 5, name=f"c3_{number}")(selected(x, inputs)) for number, inputs in enumerate(C3_INPUTS)]
    x = layers.Concatenate(name="c3")(maps)  # (N, 10, 10, 16)
    x = layers.Activation(squash, name="c3_squash")(x)
    x = Subsampling(name="s4")(x)  # (N, 5, 5, 16)
    x = layers.Conv2D(120, 5, activation=squash, name="c5")(x)  # (N, 1, 1, 120): dense, as the map is 5 x 5
    x = layers.Flatten(name="flatten")(x)
    x = layers.Dense(84, activation=squash, name="f6")(x)
    x = DrawnDigits(name="output")(x)
    return keras.Model(image, x, name="lenet5_1998")


@keras.saving.register_keras_serializable(package="convcourse")
def squash(x: keras.KerasTensor) -> keras.KerasTensor:
    """1.7159 tanh(2x / 3), so that +1 and -1 lie where the curve bends most (the paper's appendix A)."""
    return 1.7159 * ops.tanh(2 * x / 3)


def selected(x: keras.KerasTensor, channels: list[int]) -> keras.KerasTensor:
    """Some channels of a stack of maps: (N, H, W, C) -> (N, H, W, len(channels))."""
    return ops.take(x, channels, axis=-1)


@keras.saving.register_keras_serializable(package="convcourse")
class Subsampling(layers.Layer):
    """Sum of each 2 x 2 window, times a trained number, plus a trained number, squashed: two parameters a map.

    (N, H, W, C) -> (N, H / 2, W / 2, C)
    """

    def build(self, input_shape: tuple) -> None:
        channels = input_shape[-1]
        self.coefficient = self.add_weight(shape=(channels,), initializer=keras.initializers.Constant(0.25))
        self.bias = self.add_weight(shape=(channels,), initializer="zeros")

    def call(self, x: keras.KerasTensor) -> keras.KerasTensor:
        total = 4 * ops.average_pool(x, 2)
        return squash(self.coefficient * total + self.bias)

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        samples, height, width, channels = input_shape
        return samples, height // 2, width // 2, channels


# Seven segments of a pocket calculator's digit: a top, b upper right, c lower right, d bottom, e lower left,
# f upper left, g middle. The paper's figure 3 draws the digits by hand; any ten distinct drawings will do.
SEGMENTS = ["abcdef", "bc", "abdeg", "abcdg", "bcfg", "acdfg", "acdefg", "abc", "abcdefg", "abcdfg"]


def drawn_digits() -> np.ndarray:
    """(10, 84): ten drawings of 12 rows and 7 columns, +1 ink, -1 paper."""
    areas = {
        "a": np.s_[0:2, :],
        "b": np.s_[0:6, 5:7],
        "c": np.s_[6:12, 5:7],
        "d": np.s_[10:12, :],
        "e": np.s_[6:12, 0:2],
        "f": np.s_[0:6, 0:2],
        "g": np.s_[5:7, :],
    }
    digits = -np.ones((10, 12, 7), "float32")
    for digit, segments in zip(digits, SEGMENTS):
        for segment in segments:
            digit[areas[segment]] = 1
    return digits.reshape(10, 84)


@keras.saving.register_keras_serializable(package="convcourse")
class DrawnDigits(layers.Layer):
    """Squared distance from the 84 neurons to each drawn digit (radial basis functions): (N, 84) -> (N, 10)."""

    def build(self, input_shape: tuple) -> None:
        self.digits = self.add_weight(
            shape=(10, 84),
            initializer=lambda shape, dtype: ops.convert_to_tensor(drawn_digits(), dtype),
            trainable=False,
        )

    def call(self, x: keras.KerasTensor) -> keras.KerasTensor:
        return ops.sum((x[:, None, :] - self.digits) ** 2, axis=-1)

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        return input_shape[0], 10

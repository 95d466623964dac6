"""What the blocks of the architectures assignment must compute and hold, from NumPy and SciPy; and the held-out set.

    block = residual_block(channels=3, filters=4, stride=2)
    block.parameters                                  exact, batch norm's averages counted
    block.computes(models.returned(net), images)      whether a network that is this block gives what the block gives

Layers' names and the order in which they were made do not matter: weights are drawn at random, and the network's
output must be that of the block when each array plays one of the parts that its shape allows.
"""

import functools
import itertools
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from autograder import models
from autograder.models import SubmittedModel
from autograder.reference.convolution import conv2d

EPSILON = 1e-3  # Keras' own, in batch norm
HELD_OUT = Path(__file__).with_name("fashion_mnist_held_out.npz")

Kernel = tuple[np.ndarray, np.ndarray]  # (kh, kw, C, F) and bias (F,), or (1,) for all; depthwise: (kh, kw, C, 1)
Norm = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]  # factor, shift, mean, variance, each (C,)


@dataclass(frozen=True)
class Block:
    """The arrays of a block, in the order in which `compute(x, kernels, norms)` wants them."""

    kernels: list[tuple[int, int, int, int]]
    norms: list[int]
    biased: bool
    compute: Callable[[np.ndarray, list[Kernel], list[Norm]], np.ndarray]

    @property
    def parameters(self) -> int:
        """Of all arrays, those that training does not change included."""
        biases = sum(shape[3] for shape in self.kernels) if self.biased else 0
        return sum(map(math.prod, self.kernels)) + biases + 4 * sum(self.norms)

    def computes(self, net: SubmittedModel, x: np.ndarray, seed: int = 0) -> bool:
        """Whether the network (N, H, W, C) -> (N, H', W', C'), with random weights, gives what this block gives."""
        weights = drawn(net, self.biased, np.random.default_rng(seed))
        outputs = net.predict(x.astype("float32"), weights)
        kernels, norms = kernels_and_norms(net, weights)
        for parts in _playing(kernels, self.kernels, lambda kernel: kernel[0].shape):
            for scales in _playing(norms, self.norms, lambda norm: len(norm[0])):
                expected = self.compute(x.astype(float), parts, scales)
                # wide enough for another epsilon in batch norm
                tolerance = 5e-3 * np.abs(expected).max()
                if outputs.shape == expected.shape and np.abs(outputs - expected).max() <= tolerance:
                    return True
        return False


def inception_block(channels: int, f1: int, f3_reduce: int, f3: int, f5_reduce: int, f5: int, f_pool: int) -> Block:
    """Szegedy et al. 2014, figure 2 (b): four branches side by side."""

    def compute(x: np.ndarray, kernels: list[Kernel], _: list[Norm]) -> np.ndarray:
        one, three_reduce, three, five_reduce, five, pool = kernels
        branches = [
            convolved(x, one),
            convolved(relu(convolved(x, three_reduce)), three),
            convolved(relu(convolved(x, five_reduce)), five),
            convolved(max_pooled(x), pool),
        ]
        return relu(np.concatenate(branches, axis=-1))

    shapes = [
        (1, 1, channels, f1),
        (1, 1, channels, f3_reduce),
        (3, 3, f3_reduce, f3),
        (1, 1, channels, f5_reduce),
        (5, 5, f5_reduce, f5),
        (1, 1, channels, f_pool),
    ]
    return Block(shapes, [], True, compute)


def residual_block(channels: int, filters: int, stride: int = 1) -> Block:
    """He et al. 2015, figure 5, left; the shortcut is a projection where the shape changes."""

    def compute(x: np.ndarray, kernels: list[Kernel], norms: list[Norm]) -> np.ndarray:
        y = relu(normalized(convolved(x, kernels[0], stride), norms[0]))
        y = normalized(convolved(y, kernels[1]), norms[1])
        return relu(y + _shortcut(x, kernels[2:], norms[2:], stride))

    shapes = [(3, 3, channels, filters), (3, 3, filters, filters)]
    return _with_shortcut(shapes, [filters, filters], channels, filters, stride, compute)


def bottleneck_block(channels: int, filters: int, stride: int = 1, expansion: int = 4) -> Block:
    """He et al. 2015, figure 5, right, with the stride in the 3 x 3 convolution."""

    def compute(x: np.ndarray, kernels: list[Kernel], norms: list[Norm]) -> np.ndarray:
        y = relu(normalized(convolved(x, kernels[0]), norms[0]))
        y = relu(normalized(convolved(y, kernels[1], stride), norms[1]))
        y = normalized(convolved(y, kernels[2]), norms[2])
        return relu(y + _shortcut(x, kernels[3:], norms[3:], stride))

    wide = expansion * filters
    shapes = [(1, 1, channels, filters), (3, 3, filters, filters), (1, 1, filters, wide)]
    return _with_shortcut(shapes, [filters, filters, wide], channels, wide, stride, compute)


def dense_block(channels: int, layers: int, growth_rate: int) -> Block:
    """Huang et al. 2016, equation 2: batch norm, ReLU, convolution, without bottlenecks."""

    def compute(x: np.ndarray, kernels: list[Kernel], norms: list[Norm]) -> np.ndarray:
        for kernel, norm in zip(kernels, norms):
            x = np.concatenate([x, convolved(relu(normalized(x, norm)), kernel)], axis=-1)
        return x

    widths = [channels + layer * growth_rate for layer in range(layers)]
    return Block([(3, 3, width, growth_rate) for width in widths], widths, False, compute)


def separable_block(channels: int, filters: int, stride: int = 1) -> Block:
    """Howard et al. 2017, figure 3, right."""

    def compute(x: np.ndarray, kernels: list[Kernel], norms: list[Norm]) -> np.ndarray:
        y = relu(normalized(depthwise_convolved(x, kernels[0], stride), norms[0]))
        return relu(normalized(convolved(y, kernels[1]), norms[1]))

    return Block([(3, 3, channels, 1), (1, 1, channels, filters)], [channels, filters], False, compute)


def se_block(channels: int, ratio: int = 16) -> Block:
    """Hu et al. 2018, figure 2."""

    def compute(x: np.ndarray, kernels: list[Kernel], _: list[Norm]) -> np.ndarray:
        averages = x.mean(axis=(1, 2), keepdims=True)
        factors = convolved(relu(convolved(averages, kernels[0])), kernels[1])
        return x / (1 + np.exp(-factors))

    squeezed = max(1, channels // ratio)
    return Block([(1, 1, channels, squeezed), (1, 1, squeezed, channels)], [], True, compute)


def _with_shortcut(
    shapes: list, norms: list[int], channels: int, filters: int, stride: int, compute: Callable
) -> Block:
    projected = stride != 1 or channels != filters
    return Block([*shapes, *[(1, 1, channels, filters)] * projected], [*norms, *[filters] * projected], False, compute)


def _shortcut(x: np.ndarray, kernels: list[Kernel], norms: list[Norm], stride: int) -> np.ndarray:
    return normalized(convolved(x, kernels[0], stride), norms[0]) if kernels else x


# ---- layers, as Keras computes them


def relu(x: np.ndarray) -> np.ndarray:
    return np.maximum(x, 0)


def convolved(x: np.ndarray, kernel: Kernel, stride: int = 1) -> np.ndarray:
    """With padding "same": (N, H, W, C) -> (N, ceil(H / stride), ceil(W / stride), F)."""
    w, b = kernel
    return conv2d(_padded(x, w.shape[:2], stride, 0.0), w, b, stride)


def depthwise_convolved(x: np.ndarray, kernel: Kernel, stride: int = 1) -> np.ndarray:
    """Each channel with a kernel of its own: (N, H, W, C) -> (N, ceil(H / stride), ceil(W / stride), C)."""
    w, b = kernel
    channels = range(x.shape[-1])
    return np.concatenate([convolved(x[..., [c]], (w[:, :, [c]], b[:1]), stride) for c in channels], axis=-1)


def max_pooled(x: np.ndarray) -> np.ndarray:
    """The largest of 3 x 3 pixels, stride 1: (N, H, W, C) -> the same."""
    padded = _padded(x, (3, 3), 1, -np.inf)
    height, width = x.shape[1:3]
    return np.max([padded[:, i : i + height, j : j + width] for i in range(3) for j in range(3)], axis=0)


def normalized(x: np.ndarray, norm: Norm) -> np.ndarray:
    """Batch norm with the averages it keeps."""
    factor, shift, mean, variance = norm
    return factor * (x - mean) / np.sqrt(variance + EPSILON) + shift


def _padded(x: np.ndarray, size: tuple[int, int], stride: int, value: float) -> np.ndarray:
    """What Keras puts around for "same": where the number of pixels is odd, the larger half comes after."""
    around = []
    for length, side in zip(x.shape[1:3], size):
        total = max((math.ceil(length / stride) - 1) * stride + side - length, 0)
        around.append((total // 2, total - total // 2))
    return np.pad(x, ((0, 0), *around, (0, 0)), constant_values=value)


# ---- the arrays of a network, by what they are


def layers_and_arrays(net: SubmittedModel, arrays: list[np.ndarray]) -> Iterator[tuple[dict, list[np.ndarray]]]:
    """Each layer that has weights, with its own."""
    arrays = iter(arrays)
    for layer in net.layers:
        own, held = [], 0
        while held < layer["parameters"]:
            own.append(next(arrays))
            held += own[-1].size
        if own:
            yield layer, own


def drawn(net: SubmittedModel, biased: bool, rng: np.random.Generator) -> list[np.ndarray]:
    """Random values for all the network's arrays, in their order; biases of convolutions are 0 unless `biased`."""
    new = []
    for layer, arrays in layers_and_arrays(net, net.weights):
        if layer["class"] == "BatchNormalization":
            factor_and_shift = layer["config"]["scale"] + layer["config"]["center"]
            trained = [rng.uniform(0.5, 1.5, array.shape) for array in arrays[:factor_and_shift]]
            new += [*trained, rng.normal(0, 0.5, arrays[-2].shape), rng.uniform(0.5, 2, arrays[-1].shape)]
            continue
        for array in arrays:
            if array.ndim == 1:
                new.append(rng.normal(0, 0.5, array.shape) if biased else np.zeros(array.shape))
            else:
                new.append(rng.normal(0, 1 / math.sqrt(math.prod(array.shape[:-1])), array.shape))
    return [array.astype("float32") for array in new]


def kernels_and_norms(net: SubmittedModel, arrays: list[np.ndarray]) -> tuple[list[Kernel], list[Norm]]:
    """Convolutions and batch norms among the layers with these arrays. A dense layer is a 1 x 1 convolution."""
    kernels, norms = [], []
    for layer, own in layers_and_arrays(net, arrays):
        kind, config = layer["class"], layer["config"]
        if kind == "BatchNormalization":
            channels = len(own[-1])
            factor = own[0] if config["scale"] else np.ones(channels)
            shift = own[-3] if config["center"] else np.zeros(channels)
            norms.append((factor, shift, *own[-2:]))
        elif kind in ("Conv2D", "DepthwiseConv2D", "SeparableConv2D", "Dense"):
            shared = [array.reshape((1, 1) * (kind == "Dense") + array.shape) for array in own if array.ndim > 1]
            if config.get("groups", 1) > 1 and shared[0].shape[2] == 1:  # a depthwise convolution in other words
                shared = [shared[0].transpose(0, 1, 3, 2)]
            bias = own[-1] if own[-1].ndim == 1 else np.zeros(1)
            kernels += zip(shared, [np.zeros(1)] * (len(shared) - 1) + [bias])
    return kernels, norms


def _playing(found: list, wanted: list, what: Callable) -> Iterator[list]:
    """All ways to give each of the wanted shapes one of what was found, none left over."""
    if sorted(map(what, found)) != sorted(wanted):
        return
    for order in itertools.permutations(found):
        if [what(each) for each in order] == wanted:
            yield list(order)


# ---- pictures that the network of the assignment is graded on


def held_out() -> tuple[np.ndarray, np.ndarray]:
    """Images (N, 28, 28, 1), 0 to 1, float32, and labels (N,), as many of each class: part of the official test set."""
    with np.load(HELD_OUT) as arrays:
        return arrays["images"][..., None].astype("float32") / 255, arrays["labels"].astype(int)


@functools.cache
def accuracy(net: SubmittedModel) -> float:
    """The part of the held-out pictures that the network is right about, found out once. raises CheckFailed"""
    return models.accuracy(net, *held_out())

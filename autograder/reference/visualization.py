"""What the functions of the visualization assignment must give, from NumPy and SciPy alone.

Networks are lists of parts, as the notebook's `network` takes them: ("conv", name, w, b), ("relu", name),
("gap", name), ("flatten", name), ("dense", name, w, b); convolutions have stride 1 and no padding. Their gradients are
written out here part by part, and tested against Keras.
"""

import numpy as np
import scipy.signal

from autograder.reference.convolution import conv2d

Parts = list[tuple]


def forward(parts: Parts, image: np.ndarray) -> dict[str, np.ndarray]:
    """(H, W, C) -> the output of each part, by name, without a batch axis; the input as "image"."""
    outputs = {"image": np.asarray(image, float)}
    x = outputs["image"]
    for kind, name, *weights in parts:
        if kind == "conv":
            x = conv2d(x[None], *weights)[0]
        elif kind == "relu":
            x = np.maximum(x, 0)
        elif kind == "gap":
            x = x.mean(axis=(0, 1))
        elif kind == "flatten":
            x = x.ravel()
        elif kind == "dense":
            x = x @ weights[0] + weights[1]
        outputs[name] = x
    return outputs


def gradients(parts: Parts, image: np.ndarray, name: str, dy: np.ndarray) -> dict[str, np.ndarray]:
    """Gradients of sum(dy * output of the part `name`) with respect to all outputs before it, and the image."""
    outputs = forward(parts, image)
    names = ["image", *(part[1] for part in parts)]
    last = names.index(name)
    result = {name: dy}
    for before, (kind, _, *weights) in reversed(list(zip(names[:last], parts[:last]))):
        x = outputs[before]
        if kind == "conv":
            dy = _conv_input_gradient(dy, weights[0])
        elif kind == "relu":
            dy = dy * (x > 0)
        elif kind == "gap":
            dy = np.broadcast_to(dy / x[..., 0].size, x.shape)
        elif kind == "flatten":
            dy = dy.reshape(x.shape)
        elif kind == "dense":
            dy = weights[0] @ dy
        result[before] = dy
    return result


def _conv_input_gradient(dy: np.ndarray, w: np.ndarray) -> np.ndarray:
    """Each output sends its gradient, times the kernel, to the pixels of its window."""
    return np.stack(
        [
            sum(scipy.signal.convolve2d(dy[..., f], w[:, :, c, f], mode="full") for f in range(w.shape[3]))
            for c in range(w.shape[2])
        ],
        axis=-1,
    )


def deprocess(image: np.ndarray) -> np.ndarray:
    """Lecture 000, "Convert a Tensor into a Valid Image": any shape -> the same, not yet cut to whole numbers."""
    image = np.asarray(image, float)
    image = (image - image.mean()) / (image.std() + 1e-5) * 0.1 + 0.5
    return np.clip(image, 0, 1) * 255


def gradient_ascent(
    parts: Parts, name: str, filter_index: int, start: np.ndarray, steps: int, step: float
) -> np.ndarray:
    """Lecture 000, "Visualizing ConvNet Filters": (H, W, C) -> (H, W, C)."""
    image = np.array(start, float)
    for _ in range(steps):
        response = forward(parts, image)[name]
        dy = np.zeros_like(response)
        dy[..., filter_index] = 1 / dy[..., filter_index].size
        gradient = gradients(parts, image, name, dy)["image"]
        image = image + step * gradient / (np.sqrt(np.mean(gradient**2)) + 1e-5)
    return image


def _of_class(parts: Parts, image: np.ndarray, class_index: int) -> dict[str, np.ndarray]:
    name = parts[-1][1]
    logits = forward(parts, image)[name]
    return gradients(parts, image, name, np.eye(len(logits))[class_index])


def saliency(parts: Parts, image: np.ndarray, class_index: int) -> np.ndarray:
    """Simonyan, Vedaldi, Zisserman 2013; lecture 004, "Saliency maps": (H, W, C) -> (H, W)."""
    return np.abs(_of_class(parts, image, class_index)["image"]).max(axis=-1)


def grad_cam(parts: Parts, image: np.ndarray, class_index: int, name: str) -> np.ndarray:
    """Selvaraju et al. 2017: (H, W, C) -> (height, width) of the part's feature maps."""
    maps = forward(parts, image)[name]
    weights = _of_class(parts, image, class_index)[name].mean(axis=(0, 1))
    return np.maximum(maps @ weights, 0)


def occlusion(parts: Parts, image: np.ndarray, class_index: int, size: int, stride: int) -> np.ndarray:
    """Zeiler and Fergus 2014: (H, W, C) -> the fall of the logit for each place of the square."""
    image, last = np.asarray(image, float), parts[-1][1]
    whole = forward(parts, image)[last][class_index]
    height, width = image.shape[:2]
    falls = np.empty(((height - size) // stride + 1, (width - size) // stride + 1))
    for i, j in np.ndindex(falls.shape):
        covered = image.copy()
        covered[i * stride : i * stride + size, j * stride : j * stride + size] = 0
        falls[i, j] = whole - forward(parts, covered)[last][class_index]
    return falls

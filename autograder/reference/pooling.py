"""What the functions of the pooling assignment must give, from SciPy, scikit-learn and numerical gradients.

Pooling is linear in pieces: where no window is tied, its response to a small change of one pixel is exact.
"""

from typing import Any

import numpy as np
import scipy.ndimage

Pair = int | tuple[int, int]


def _pair(value: Pair) -> tuple[int, int]:
    return tuple(value) if isinstance(value, (tuple, list)) else (value, value)


def _pooled(filtered, x: np.ndarray, size: Pair, stride: Pair | None, padding: Pair = 0, border: float = 0.0):
    """`filtered(x, window)` looks at every window by its first pixel; kept are those that the stride visits."""
    x = np.asarray(x, float)
    window, step, (rows, columns) = _pair(size), _pair(size if stride is None else stride), _pair(padding)
    padded = np.pad(x, ((0, 0), (rows, rows), (columns, columns), (0, 0)), constant_values=border)
    first = padded.shape[1] - window[0] + 1, padded.shape[2] - window[1] + 1
    return filtered(padded, (1, *window, 1))[:, : first[0] : step[0], : first[1] : step[1]]


def _origin(window: tuple[int, ...]) -> list[int]:
    """SciPy's filters look at a window by its middle; this makes it the first pixel."""
    return [-(side // 2) for side in window]


def max_pool2d(x: np.ndarray, size: Pair, stride: Pair | None = None, padding: Pair = 0) -> np.ndarray:
    """(N, H, W, C) -> (N, Ho, Wo, C), float64; padded with minus infinity."""

    def largest(padded, window):
        return scipy.ndimage.maximum_filter(padded, window, mode="constant", cval=-np.inf, origin=_origin(window))

    return _pooled(largest, x, size, stride, padding, border=-np.inf)


def avg_pool2d(x: np.ndarray, size: Pair, stride: Pair | None = None) -> np.ndarray:
    """(N, H, W, C) -> (N, Ho, Wo, C), float64."""

    def mean(padded, window):
        weights = np.ones(window) / np.prod(window)
        return scipy.ndimage.correlate(padded, weights, mode="constant", origin=_origin(window))

    return _pooled(mean, x, size, stride)


def global_avg_pool(x: np.ndarray) -> np.ndarray:
    """(N, H, W, C) -> (N, C), float64."""
    return np.einsum("nijc->nc", np.asarray(x, float)) / np.prod(np.shape(x)[1:3])


def max_pool2d_backward(
    dy: np.ndarray, x: np.ndarray, size: Pair, stride: Pair | None = None, padding: Pair = 0
) -> np.ndarray:
    """Gradient of sum(dy * max_pool2d(x)); ties go to the first maximum in row-major order.

    Which pixel wins depends on the order of the pixels alone, so each map is replaced by its ranks, where of two
    equal pixels the earlier one ranks higher. Ranks are a whole number apart: a change of 1/4 alters no winner.
    """
    x = np.asarray(x, float)
    ranks = np.empty_like(x)
    for n, c in np.ndindex(len(x), x.shape[3]):
        values = x[n, ..., c].ravel()
        order = np.lexsort((-np.arange(values.size), values))
        ranks[n, ..., c].flat[order] = np.arange(values.size)
    return _numerical(lambda one: max_pool2d(one, size, stride, padding), dy, ranks)


def avg_pool2d_backward(dy: np.ndarray, x: np.ndarray, size: Pair, stride: Pair | None = None) -> np.ndarray:
    """Gradient of sum(dy * avg_pool2d(x))."""
    return _numerical(lambda one: avg_pool2d(one, size, stride), dy, np.asarray(x, float))


def global_avg_pool_backward(dy: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Gradient of sum(dy * global_avg_pool(x))."""
    dy = np.asarray(dy, float)[:, None, None]
    return _numerical(lambda one: global_avg_pool(one)[:, None, None], dy, np.asarray(x, float))


def _numerical(pool, dy: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Gradient of sum(dy * pool(x)) by central differences, one pixel position at a time in all maps at once."""
    dx, change = np.empty_like(x), np.zeros_like(x)
    for place in np.ndindex(x.shape[1:3]):
        change[:, *place] = 0.25
        response = 2 * (pool(x + change) - pool(x - change))  # (N, Ho, Wo, C)
        dx[:, *place] = (np.asarray(dy, float) * response).sum(axis=(1, 2))
        change[:, *place] = 0
    return dx


def confusion_matrix(labels: np.ndarray, answers: np.ndarray, classes: int = 10) -> np.ndarray:
    """(classes, classes) counts; row: label, column: answer."""
    from sklearn.metrics import confusion_matrix

    return confusion_matrix(labels, answers, labels=range(classes))


def scores(confusion: np.ndarray) -> dict[str, float]:
    """Accuracy, and precision, recall and F1 averaged over all classes, 0 where a class has none."""
    from sklearn.metrics import accuracy_score, precision_recall_fscore_support

    confusion = np.asarray(confusion)
    classes = range(len(confusion))
    labels = [label for label in classes for answer in classes for _ in range(confusion[label, answer])]
    answers = [answer for label in classes for answer in classes for _ in range(confusion[label, answer])]
    precision, recall, f1, _ = precision_recall_fscore_support(
        labels, answers, labels=classes, average="macro", zero_division=0
    )
    return {"accuracy": accuracy_score(labels, answers), "precision": precision, "recall": recall, "f1": f1}


def more_invariant(result: dict[str, Any]) -> str:
    """The network whose accuracy falls less: "flatten", "gap" or "neither". Counts, so that a draw is exact."""
    fall = {
        name: int(np.trace(result[name]["original"])) - int(np.trace(result[name]["shifted"]))
        for name in ("flatten", "gap")
    }
    return "neither" if fall["flatten"] == fall["gap"] else min(fall, key=fall.get)


def build_flatten_net() -> Any:
    """The lectures' CNN-flattening: (64, 64, 1) -> 10 probabilities, 388,298 parameters."""
    return _shift_net(last_pool=True, summary="Flatten")


def build_gap_net() -> Any:
    """The lectures' CNN-GAP: (64, 64, 1) -> 10 probabilities, 101,578 parameters."""
    return _shift_net(last_pool=False, summary="GlobalAveragePooling2D")


def _shift_net(last_pool: bool, summary: str) -> Any:
    """Lecture 002, "CNN-flattening Architecture" and "CNN-GAP Architecture"; the slides state no dropout rate."""
    import keras
    from keras import layers

    return keras.Sequential(
        [
            keras.Input((64, 64, 1)),
            layers.Conv2D(32, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(64, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(128, 3, activation="relu"),
            *([layers.MaxPooling2D(2)] if last_pool else []),
            getattr(layers, summary)(),
            layers.Dropout(0.2),
            layers.Dense(64, activation="relu"),
            layers.Dropout(0.2),
            layers.Dense(10, activation="softmax"),
        ]
    )


EYES = [
    "Conv2D 32 (3, 3) (1, 1) valid relu",
    "MaxPooling2D (2, 2) (2, 2) valid",
    "Conv2D 64 (3, 3) (1, 1) valid relu",
    "MaxPooling2D (2, 2) (2, 2) valid",
    "Conv2D 128 (3, 3) (1, 1) valid relu",
]
HEAD = ["Dense 64 relu", "Dense 10 softmax"]
# What an outline leaves out: these layers change no number when the network is used.
SILENT = ("InputLayer", "Dropout", "SpatialDropout2D", "Reshape")


def outline_of_build_flatten_net() -> list[str]:
    return [*EYES, "MaxPooling2D (2, 2) (2, 2) valid", "Flatten", *HEAD]


def outline_of_build_gap_net() -> list[str]:
    return [*EYES, "GlobalAveragePooling2D", *HEAD]


def outline(layers: list[dict[str, Any]]) -> list[str]:
    """Each layer that matters as its class, its settings and its activation, wherever that is written.

    layers  dictionaries with "class" and "config" (see autograder.models.SubmittedModel.layers)
    """
    lines = []
    for layer in layers:
        kind, config = layer["class"], layer["config"]
        activation = {"ReLU": "relu", "Softmax": "softmax"}.get(kind, config.get("activation"))
        if kind in ("Activation", "ReLU", "Softmax"):
            if lines and activation != "linear":
                lines[-1] += f" {activation}"
            continue
        if kind in SILENT:
            continue
        settings = [config.get(name) for name in ("filters", "units", "kernel_size", "pool_size", "strides", "padding")]
        settings = [tuple(value) if isinstance(value, list) else value for value in settings if value is not None]
        if activation not in (None, "linear"):
            settings.append(activation)
        lines.append(" ".join(map(str, [kind, *settings])))
    return lines

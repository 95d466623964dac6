"""Trained models in hidden tests: opened behind a wall of their own, judged by what they predict.

    net = models.returned(build_gap_net())      the model that a function of the student's returned
    net = models.handed_in("model.keras")       the file that was handed in beside the notebook

    net.parameters, net.kinds, net.predict(x)   counted and computed from the arrays in the file
    points = models.tier(models.accuracy(net, x, y), {0.90: 4, 0.915: 7, 0.925: 10})

In the grader the file goes, as bytes, to a closed room that holds nothing else (engine/model_room.py); the labels stay
here. In a plain notebook, where there are no walls, the same cells open the model in the same process.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograder.engine import credit
from convcourse.check import CheckFailed


@dataclass(eq=False)
class SubmittedModel:
    """A student's model, in the room in which it was opened.

    parameters, trainable      numbers in all weights, and in those that training would change
    input_shape, output_shape  with None for the batch
    layers                     a dict for each layer, without the inputs; a model inside the model is replaced by its
                               own layers: class, name, config (Keras' settings), output_shape, parameters, trainable,
                               inside (names of the models around it)
    """

    parameters: int
    trainable: int
    input_shape: tuple
    output_shape: tuple
    layers: list[dict]
    _number: int = field(repr=False)
    _architecture: str = field(repr=False)

    @property
    def kinds(self) -> list[str]:
        """The layers' classes, in order: ["Conv2D", "ReLU", "Dense"]."""
        return [layer["class"] for layer in self.layers]

    @property
    def weights(self) -> list[np.ndarray]:
        """All arrays, in the order of Keras' `model.get_weights()`."""
        return _ask("weights", self._number)

    def predict(self, x: Any, weights: list[np.ndarray] | None = None) -> np.ndarray:
        """The outputs, in inference mode.

        x        (N, ...) images, as the model takes them
        weights  what it would give with these arrays, as many and of the same shapes as `weights`; None: its own
        returns  (N, ...)
        raises   CheckFailed if the model does not take them
        """
        outputs = _ask("predict", self._number, np.asarray(x), weights)
        if not isinstance(outputs, np.ndarray) or outputs.shape[:1] != (len(x),):
            raise CheckFailed("The model does not give one output for each image.")
        return outputs

    def difference(self, other: "SubmittedModel") -> str:
        """Where the two architectures differ, as a sentence; empty if they do not.

        Compared are layers, settings and connections; not names, initial values, regularisation and number types.
        """
        if self._architecture == other._architecture:
            return ""
        if len(self.layers) != len(other.layers):
            return f"One model has {len(self.layers)} layers, the other {len(other.layers)}."
        for place, (mine, theirs) in enumerate(zip(self.layers, other.layers), start=1):
            if (mine["class"], mine["output_shape"]) != (theirs["class"], theirs["output_shape"]):
                texts = [f"{layer['class']} with output {layer['output_shape']}" for layer in (mine, theirs)]
                return f"Layer {place} is {texts[0]} in one model and {texts[1]} in the other."
        return "The models have the same kinds of layers with other settings or connections."


def returned(model: Any) -> SubmittedModel:
    """The Keras model that a function of the student's returned. raises CheckFailed, with a sentence

    The sentence repeats no word of the model's: the function may have named a layer after what hidden tests have sent.
    """
    return _opened("open", _saved(model))


def handed_in(name: str) -> SubmittedModel:
    """The `.keras` file of this name, handed in beside the notebook (or the only one, if its name is another).

    raises CheckFailed, with a sentence
    """
    if name not in _files:
        try:
            _files[name] = _opened("file", name)
        except CheckFailed as reason:
            _files[name] = str(reason)
    if isinstance(_files[name], str):
        raise CheckFailed(_files[name])
    return _files[name]


def accuracy(model: SubmittedModel, x: Any, y: Any) -> float:
    """The part of the images (N, ...) whose largest output is that of their label, y (N,).

    An image with an output that is no number counts as wrong. raises CheckFailed
    """
    outputs, labels = model.predict(x), np.asarray(y)
    if outputs.ndim != 2:
        raise CheckFailed(f"The model gives outputs of shape {outputs.shape[1:]}: one number for each class is needed.")
    right = (outputs.argmax(axis=1) == labels) & np.isfinite(outputs).all(axis=1)
    return float(right.mean())


def balanced_sample(y: Any, per_class: int, seed: int) -> np.ndarray:
    """Places of `per_class` images of each class, in random order, the same for the same seed.

    raises ValueError if a class has fewer
    """
    labels, draw = np.asarray(y), np.random.default_rng(seed)
    places = [draw.choice(np.flatnonzero(labels == label), per_class, replace=False) for label in np.unique(labels)]
    return draw.permutation(np.concatenate(places))


def tier(value: float, points: dict[float, float]) -> float:
    """The points of the highest step that the accuracy reaches: tier(0.92, {0.90: 4, 0.915: 7, 0.925: 10}) is 7.

    For `partial` of autograder.engine.credit. raises CheckFailed below the first step
    """
    credit.notes.append(f"Accuracy on held-out images: {value:.1%}.")
    reached = [step for step in points if value >= step]
    if not reached:
        raise CheckFailed(
            f"Your model's accuracy on held-out images is {value:.1%}; points start at {min(points):.1%}."
        )
    return points[max(reached)]


def no_more_than(model: SubmittedModel, parameters: int) -> None:
    """The model keeps within its budget. raises CheckFailed"""
    if model.parameters > parameters:
        raise CheckFailed(f"Your model has {model.parameters:,} parameters; the limit is {parameters:,}.")


def same_architecture(model: SubmittedModel, other: SubmittedModel, *, hint: str) -> None:
    """The two models have the same layers, settings and connections. raises CheckFailed"""
    difference = model.difference(other)
    if difference:
        raise CheckFailed(f"{difference} {hint}")


# ---- to the room, or to this process

_files: dict[str, "SubmittedModel | str"] = {}  # what was opened, or why not: a file that takes a minute does so once
_room: Callable[..., list] | None = None


def connect(room: Callable[..., list]) -> None:
    """From now on models are opened there: room(operation, *details) -> ["ok", value] or ["refused", sentence]."""
    global _room
    _room = room


def _opened(operation: str, what: Any) -> SubmittedModel:
    found = _ask(operation, what)
    number, architecture = found.pop("number"), found.pop("architecture")
    return SubmittedModel(**found, _number=number, _architecture=architecture)


def _ask(operation: str, *details: Any) -> Any:
    """raises CheckFailed"""
    global _room
    if _room is None:
        from autograder.engine.model_room import Here

        _room = Here().ask
    kind, answer, *bland = _room(operation, *details)
    if kind != "ok":
        raise CheckFailed(bland[0] if bland and operation == "open" else answer)
    return answer


def _saved(model: Any) -> np.ndarray:
    """The bytes of the model's file, made by the student's own process, which may say anything."""
    from autograder.engine.student import keras_bytes
    from autograder.engine.trusted import StandIn

    if model is None or isinstance(model, (bool, int, float, str, list, tuple, dict, np.ndarray)):
        raise CheckFailed(f"{type(model).__name__} came back, not a Keras model: is a `return` missing?")
    try:
        found = model._at_home[0].ask("model", model) if isinstance(model, StandIn) else keras_bytes(model)
        return np.asarray(found, np.uint8)
    except Exception:
        # not its message: that may hold what the test sent
        raise CheckFailed("What came back is no Keras model that can be saved as a `.keras` file.") from None

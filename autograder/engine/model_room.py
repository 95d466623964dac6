"""The third wall: a process that opens submitted models and answers questions about them with data.

It holds no code of the student's, no tests and no labels; its room has no files. A model that gets out of Keras finds
nothing here to read and nobody to tell.

    ["open", bytes as an array]        -> {"number", "parameters", "trainable", "input_shape", "output_shape", "layers",
                                           "architecture"}
    ["predict", number, x, weights]    -> outputs, an array; weights: a list of arrays in place of its own, or None
    ["weights", number]                -> list of arrays
    ["arrays", bytes as an array]      -> hashes of the arrays in the file, which Keras does not open for that
    answers: ["ok", value] or ["refused", sentence, the same without words of the file's]
"""

import json
import math
import socket
import time
from pathlib import Path
from typing import Any

import numpy as np

from autograder.engine import keras_file, wire
from autograder.engine.keras_file import Refused

BATCH = 128  # images, fewer where the layers' outputs are large
WORKING_SET = 2**26  # numbers in all layers' outputs for a batch

# of an object's settings: what two networks of the same architecture may differ in
APART = {"name", "trainable", "dtype", "seed", "module", "registered_name", "shared_object_id", "build_config"}
APART |= {"build_input_shape", "compile_config", "quantization_config"}
APART_ENDINGS = ("_initializer", "_regularizer", "_constraint")


class Models:
    """The opened models of one submission."""

    def __init__(self) -> None:
        self._models: dict[int, Any] = {}

    def answer(self, operation: str, *details: Any) -> Any:
        """raises Refused"""
        if operation == "open":
            return self.open(details[0].tobytes())
        if operation == "arrays":
            return keras_file.array_digests(details[0].tobytes())
        model = self._models.get(details[0])
        if model is None:
            raise Refused("The model is no longer open.")
        if operation == "predict":
            x, weights = details[1:]
            return predict(model, x) if weights is None else predict_with(weights, model, x)
        if operation == "weights":
            return [np.asarray(weight) for weight in model.get_weights()]
        raise ValueError(operation)

    def open(self, data: bytes) -> dict:
        """What there is to know about the model in these bytes. raises Refused"""
        model = keras_file.load(data)
        number = time.monotonic_ns()  # means no other model, not even after this process had to be started anew
        self._models[number] = model
        return {"number": number, **described(model)}


def described(model: Any) -> dict:
    """Plain data about a model; parameters are counted from its arrays."""
    import keras

    return {
        "parameters": _count(model.weights),
        "trainable": _count(model.trainable_weights),
        "input_shape": _shapes(model.inputs),
        "output_shape": _shapes(model.outputs),
        "layers": [_described(*found) for found in keras_file.operations(model)],
        "architecture": json.dumps(architecture(_plain(keras.saving.serialize_keras_object(model)))),
    }


def _described(operation: Any, inside: tuple[str, ...]) -> dict:
    return {
        "class": type(operation).__name__,
        "name": operation.name,
        "config": _plain(operation.get_config()),
        "output_shape": keras_file.output_shape(operation),
        "parameters": _count(getattr(operation, "weights", [])),
        "trainable": _count(getattr(operation, "trainable_weights", [])),
        "inside": inside,
    }


def _count(weights: list) -> int:
    return sum(math.prod(weight.shape) for weight in weights)


def _shapes(tensors: list) -> Any:
    shapes = [tuple(tensor.shape) for tensor in tensors]
    return shapes[0] if len(shapes) == 1 else shapes


def _plain(config: Any) -> Any:
    import keras

    return json.loads(json.dumps(keras.saving.serialize_keras_object(config)))


def architecture(node: Any, places: dict[str, int] | None = None) -> Any:
    """A configuration reduced to its layers, their settings and connections.

    Names become places in the list of layers, since Keras numbers its layers as it goes along. Left out are names,
    types, seeds and what matters for training only.
    """
    places = places or {}
    if isinstance(node, dict):
        layers = node.get("layers")
        if isinstance(layers, list):
            places = {layer.get("name"): place for place, layer in enumerate(layers)}
        return {
            key: architecture(item, places)
            for key, item in sorted(node.items())
            if key not in APART and not key.endswith(APART_ENDINGS)
        }
    if isinstance(node, list):
        if len(node) == 3 and isinstance(node[0], str) and node[0] in places:  # a layer's output: [name, call, number]
            return [places[node[0]], *node[1:]]
        return [architecture(item, places) for item in node]
    return node


def predict(model: Any, x: np.ndarray) -> np.ndarray:
    """The model's outputs in inference mode. raises Refused"""
    import keras

    size = max(1, min(BATCH, WORKING_SET // max(keras_file.values(model), 1)))
    try:
        outputs = [
            np.asarray(keras.ops.convert_to_numpy(model(x[start : start + size], training=False)))
            for start in range(0, len(x), size)
        ]
        return np.concatenate(outputs)
    except Exception as error:
        takes = "" if x.shape[1:] == tuple(model.inputs[0].shape)[1:] else f"; it takes {_shapes(model.inputs)}"
        sentence = f"The model gives no output for images of shape {x.shape[1:]}{takes} ({type(error).__name__})."
        raise Refused(sentence) from None


def predict_with(weights: list[np.ndarray], model: Any, x: np.ndarray) -> np.ndarray:
    """The outputs that the model would give with other weights; its own stay. raises Refused"""
    own = model.get_weights()
    if [array.shape for array in own] != [array.shape for array in weights]:
        raise Refused("The weights to be tried do not fit the model's layers.")
    try:
        model.set_weights(weights)
        return predict(model, x)
    finally:
        model.set_weights(own)


class Here:
    """Without walls, for a plain notebook: the same answers from this process."""

    def __init__(self) -> None:
        self._models = Models()

    def ask(self, operation: str, *details: Any) -> list:
        if operation == "file":
            path = Path(details[0])
            if not path.is_file():
                return ["refused", f"There is no {path} beside the notebook."]
            operation, details = "open", (np.frombuffer(path.read_bytes(), np.uint8),)
        return answered(self._models, operation, *details)


def answered(models: Models, operation: str, *details: Any) -> list:
    """["ok", value] or ["refused", sentence], with a bland sentence behind it where the file has words in the first."""
    try:
        return ["ok", models.answer(operation, *details)]
    except Refused as reason:
        return ["refused", str(reason), reason.bland]
    except Exception as error:
        return ["refused", f"The model could not be used: {type(error).__name__}."]


def serve(connection: socket.socket) -> None:
    """Answer until the grader hangs up."""
    models = Models()
    while True:
        wire.send(connection, wire.dumps(answered(models, *wire.loads(wire.receive(connection)))))

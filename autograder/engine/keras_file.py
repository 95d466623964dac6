"""A Keras model out of a `.keras` file that somebody else wrote: taken apart, and made anew from what is plain.

A `.keras` file is a zip of config.json (which objects to make), model.weights.h5 (arrays) and metadata.json. Each
has been a way to run code or to read files where it was opened: Lambda layers, classes named by their path, members
called `../../x`, HDF5 links to other files. Keras' `safe_mode` has been passed by several times (CVE-2025-1550,
CVE-2025-8747, CVE-2026-1462), so nothing rests on it: the configuration may name only what stands
in the lists of keras_names.py, the arrays are copied into a file of our own, and Keras reads that file. All of it in a
closed room (model_room.py).

The optimizer's state and the compiled loss are left out: they depend on the machine that trained, and nothing here
trains.
"""

import hashlib
import io
import json
import math
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from autograder.engine.keras_names import ACTIVATIONS, ARGUMENTS, MODELS, MODULES, TYPES

FILE_LIMIT = 100 * 2**20  # bytes of the file, and of one that a student's function returns
UNPACKED_LIMIT = 200 * 2**20  # bytes of a member, however small it is packed
CONFIG_LIMIT = 2**20  # bytes of config.json; VGG16's has 30,000
EXPANSION_LIMIT = 20  # a member's unpacked size over its packed size; arrays hardly shrink, Keras does not even try
DEPTH_LIMIT = 40  # of the configuration and of the groups of arrays
TABLE_LIMIT = 64  # numbers in one list of the configuration; longer ones are parameters outside of the weights
CONSTANTS = {"scale", "offset", "mean", "variance"}  # lists of these, and of fractions, have so many numbers together
ENTRIES_LIMIT = 20_000  # groups and arrays of the weights
VALUES_LIMIT = 2**27  # numbers that all layers put out for one image; VGG16's put out 15 million

MEMBERS = {"config.json": CONFIG_LIMIT, "metadata.json": 2**16, "model.weights.h5": UNPACKED_LIMIT}


class Refused(Exception):
    """The file is no model that can be opened; the message is a sentence for the student.

    sentence  with {} for each of the words that come from the file
    bland     the same without these words: a file that was made while hidden tests run could carry their inputs in them
    """

    def __init__(self, sentence: str, *words: str) -> None:
        super().__init__(sentence.format(*words))
        self.bland = sentence.format(*("..." for _ in words))


def load(data: bytes) -> Any:
    """The keras.Model in the bytes of a `.keras` file, uncompiled. raises Refused"""
    import keras

    config, weights = _members(data)
    try:
        config = json.dumps(clean_config(_json(config)))
    except (TypeError, AttributeError):  # a list where a name should be, or the like
        raise Refused("The file's config.json is malformed.") from None
    clean, held = _clean_weights(weights)
    _check_size(json.loads(config), held)  # a copy, because Keras changes what it reads
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.keras"
        with zipfile.ZipFile(path, "w") as file:
            file.writestr("config.json", config)
            file.writestr("metadata.json", json.dumps({"keras_version": keras.__version__}))
            file.writestr("model.weights.h5", clean)
        try:
            return keras.saving.load_model(path, compile=False, safe_mode=True)
        except Exception as error:
            if "could not be loaded" in str(error):
                raise Refused("The file's weights do not fit the model's layers.") from None
            raise Refused("Keras cannot open the model: {}", _first_line(error)) from None


def _first_line(error: Exception) -> str:
    return f"{type(error).__name__}: {(str(error).strip().splitlines() or [''])[0][:200]}"


def _members(data: bytes) -> tuple[bytes, bytes]:
    """config.json and model.weights.h5."""
    if len(data) > FILE_LIMIT:
        raise Refused(f"The model has {len(data) / 2**20:.0f} MB; more than {FILE_LIMIT // 2**20} MB are not opened.")
    if data.startswith(b"\x89HDF\r\n\x1a\n"):
        raise Refused(
            "The file is in the old HDF5 format, whatever its name says: save with model.save('model.keras')."
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            found = {entry.filename: entry for entry in file.infolist()}
            if len(found) < len(file.infolist()) or not found.keys() <= MEMBERS.keys():
                strange = [name for name in found if name not in MEMBERS]
                if strange:
                    raise Refused(
                        "The file holds {}, which a model of Keras' own layers does not.", repr(strange[0][:80])
                    )
                raise Refused("The file holds a part twice, which a model of Keras' own layers does not.")
            for name, entry in found.items():
                packed = max(entry.compress_size, 1)
                if entry.file_size > MEMBERS[name] or entry.file_size > 2**16 + EXPANSION_LIMIT * packed:
                    raise Refused(f"The file's {name} unpacks to {entry.file_size:,} bytes: too much to be opened.")
            return file.read("config.json"), file.read("model.weights.h5")
    except KeyError as missing:
        raise Refused(f"The file is no complete .keras file: {missing.args[0]}") from None
    except Refused:
        raise
    except Exception:  # zipfile raises what the malformed part makes it raise
        raise Refused("The file is no .keras file, or a broken one: save with model.save('model.keras').") from None


def _json(text: bytes) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise Refused("The file's config.json cannot be read.") from None


def clean_config(config: Any) -> dict:
    """The configuration, without the compiled part. raises Refused where it names what is in no list"""
    if not isinstance(config, dict) or config.get("class_name") not in MODELS:
        name = str(config.get("class_name"))[:80] if isinstance(config, dict) else "nothing"
        raise Refused("The file holds {}: only a Sequential or functional model can be opened.", repr(name))
    clean = _clean(config, "", 0)
    if _constants(clean, "") > TABLE_LIMIT:
        raise Refused(
            "The file's configuration holds a table of numbers in pieces: parameters belong into the weights."
        )
    return clean


def _clean(node: Any, key: str, depth: int) -> Any:
    if depth > DEPTH_LIMIT * 2:
        raise Refused("The file's configuration is nested too deeply.")
    if key.startswith(("quantization", "lora_")) and node is not None:
        raise Refused("The model is quantized or has LoRA weights: hand in an ordinary one.")
    if isinstance(node, dict):
        if "class_name" in node:
            _check_object(node)
        if "spec_name" in node:
            raise Refused("The file's configuration asks for an object that no layer of the course has.")
        return {name: _clean(item, name, depth + 1) for name, item in node.items() if name != "compile_config"}
    if isinstance(node, list):
        if not key.endswith("shape") and _numbers(node) > TABLE_LIMIT:
            raise Refused("The file's configuration holds a table of numbers: parameters belong into the weights.")
        return [_clean(item, key, depth + 1) for item in node]
    if key in ("dtype", "output_dtype") and node is not None and node not in TYPES:
        raise Refused("The model computes in {}: use float32, float16 or mixed precision.", repr(str(node)[:40]))
    return node


def _constants(node: Any, key: str) -> int:
    """Numbers in lists by which a layer could multiply or add; sizes, strides and axes are whole, few and no such."""
    if isinstance(node, dict):
        return sum(_constants(item, name) for name, item in node.items())
    if not isinstance(node, list) or key.endswith("shape"):
        return 0
    numbers = [item for item in node if isinstance(item, (int, float))]
    if key in CONSTANTS or len(numbers) > 8 or any(item != int(item) for item in numbers if abs(item) < 2**53):
        return _numbers(node)
    return sum(_constants(item, key) for item in node)


def _numbers(node: Any) -> int:
    """How many numbers a list holds, with the lists in it."""
    return sum(map(_numbers, node)) if isinstance(node, list) else isinstance(node, (int, float))


def _check_object(node: dict) -> None:
    """One object of the configuration is of the course's own kinds, and of no other by a second name."""
    name, module, registered = node["class_name"], node.get("module"), node.get("registered_name")
    if name == "function":
        known = node.get("config") in ACTIVATIONS and module in ("builtins", "keras.activations")
        if not known or registered not in (None, "function", node.get("config")):
            raise Refused("The model uses a function of its own: only Keras' own layers and activations can be opened.")
        return
    if not isinstance(name, str) or name not in MODULES:
        import keras

        if name in ("Lambda", "__lambda__"):
            raise Refused("The model uses a Lambda layer: only Keras' own layers can be opened.")
        if name in dir(keras.layers):
            raise Refused(f"The model uses {name!r}: only layers of the course can be opened.")
        raise Refused("The model uses {}: only Keras' own layers can be opened.", repr(str(name)[:80]))
    # without a module Keras would take the object for one of its old format, which has rules of its own
    if not (name in ARGUMENTS or module in MODULES[name]) or registered not in (None, name):
        raise Refused(f"The model uses a {name} that is not Keras' own: only Keras' own layers can be opened.")
    if name == "DTypePolicy" and (node.get("config") or {}).get("name") not in TYPES:
        raise Refused("The model computes in a type of its own: use float32, float16 or mixed precision.")


def _clean_weights(data: bytes) -> tuple[bytes, int]:
    """A new HDF5 file with the arrays of this one, and how many numbers they hold."""
    import h5py

    clean = io.BytesIO()
    try:
        with h5py.File(io.BytesIO(data), "r") as given, h5py.File(clean, "w") as new:
            copy = _Copy()
            copy.group(given, new, ())
    except Refused:
        raise
    except Exception:  # h5py raises what the malformed part makes it raise
        raise Refused("The file's weights cannot be read.") from None
    return clean.getvalue(), copy.numbers


def array_digests(data: bytes) -> list[str]:
    """Hashes of the arrays in a `.keras` file, of those whose numbers are not all the same one. raises Refused

    Without the optimizer's state and the seeds of random layers, which are no weights.
    """
    import h5py

    digests = []

    def add(_: str, entry: Any) -> None:
        if isinstance(entry, h5py.Dataset) and entry.dtype.kind == "f" and entry.size:
            array = entry[()]
            if (array != array.flat[0]).any():
                digests.append(hashlib.sha256(f"{array.dtype}{array.shape}".encode() + array.tobytes()).hexdigest())

    with h5py.File(io.BytesIO(_clean_weights(_members(data)[1])[0]), "r") as weights:
        weights.visititems(add)
    return sorted(digests)


class _Copy:
    """Copies groups and plain arrays. Links are followed nowhere, neither is anything that is kept elsewhere."""

    def __init__(self) -> None:
        self.numbers = self._bytes = self._entries = 0

    def group(self, given: Any, new: Any, path: tuple[str, ...]) -> None:
        import h5py

        if len(path) > DEPTH_LIMIT:
            raise Refused("The file's weights are nested too deeply.")
        for name in given:
            if not path and name == "optimizer":
                continue
            self._entries += 1
            if self._entries > ENTRIES_LIMIT:
                raise Refused("The file's weights have too many parts.")
            if not isinstance(given.get(name, getlink=True), h5py.HardLink):
                raise Refused("The file's weights hold a link to another place.")
            entry = given[name]
            if isinstance(entry, h5py.Group):
                self.group(entry, new.create_group(name), (*path, name))
            elif isinstance(entry, h5py.Dataset):
                self._array(entry, new, (*path, name))
            else:
                raise Refused("The file's weights hold something that is no array.")

    def _array(self, entry: Any, new: Any, path: tuple[str, ...]) -> None:
        if entry.is_virtual or entry.external:
            raise Refused("The file's weights are kept in another file.")
        if entry.chunks is not None or entry.shape is None or entry.dtype.kind not in "fiub":
            raise Refused("The file's weights hold an array that Keras does not write ({}).", "/".join(path)[:80])
        size = math.prod(entry.shape)
        if size and entry.id.get_storage_size() < size * entry.dtype.itemsize:
            raise Refused("The file's weights are shorter than they say.")
        self._bytes += size * entry.dtype.itemsize
        if self._bytes > UNPACKED_LIMIT:
            raise Refused("The file's weights are too large to be opened.")
        new.create_dataset(path[-1], data=entry[()])
        if "seed_generator" not in path:  # the state of a Dropout layer is no parameter
            self.numbers += size


def _check_size(config: dict, held: int) -> None:
    """The model's layers have exactly the parameters that the file holds, and outputs that fit into memory.

    Found out in a scope in which Keras makes no arrays: a file of 20 KB can declare a layer of 2 TB.
    """
    import keras

    try:
        with keras.StatelessScope(initialize_variables=False):
            model = keras.saving.deserialize_keras_object(config, safe_mode=True)
            declared = sum(math.prod(weight.shape) for weight in model.weights)
            size = values(model)
    except Exception as error:
        raise Refused("Keras cannot make the model: {}", _first_line(error)) from None
    if not model.built:
        raise Refused("The model was saved before it was built: it has no weights yet.")
    if declared != held:
        raise Refused(f"The model's layers have {declared:,} parameters and its file holds {held:,}.")
    if size > VALUES_LIMIT:
        raise Refused(f"The model's layers put out {size:,} numbers for one image: too many.")


def operations(model: Any, inside: tuple[str, ...] = ()) -> list[tuple[Any, tuple[str, ...]]]:
    """Layers and the operations between them, in order; a model within the model is replaced by its own.

    returns (operation, names of the models around it)
    """
    import keras

    found = []
    for operation in getattr(model, "operations", model.layers):
        if isinstance(operation, keras.Model):
            found += operations(operation, (*inside, operation.name))
        elif not isinstance(operation, keras.layers.InputLayer):
            found.append((operation, inside))
    return found


def output_shape(operation: Any) -> Any:
    """Of its first call; None for the batch. A list of shapes where it has several outputs."""
    import keras

    outputs = operation._inbound_nodes[0].output_tensors if operation._inbound_nodes else []
    shapes = [tuple(tensor.shape) for tensor in keras.tree.flatten(outputs)]
    return shapes[0] if len(shapes) == 1 else shapes


def values(model: Any) -> int:
    """Numbers that all layers together put out for one image: what Keras keeps in memory while it computes."""
    shapes = [output_shape(operation) for operation, _ in operations(model)]
    each = [shape for found in shapes for shape in (found if isinstance(found, list) else [found])]
    return sum(math.prod(side or 1 for side in shape) for shape in each)

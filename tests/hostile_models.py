"""Files that call themselves models and are attacks, each with the sentence that its student must read."""

import io
import json
import pickle
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np

HONEST = (Path(__file__).parent / "trained_elsewhere" / "model.keras").read_bytes()
ATTACKS: dict[str, tuple[Callable[[], bytes], str]] = {}


def attack(sentence: str) -> Callable:
    """Files the function under its name, with a part of the sentence for the student."""

    def filed(make: Callable[[], bytes]) -> Callable[[], bytes]:
        ATTACKS[make.__name__] = make, sentence
        return make

    return filed


def parts() -> dict[str, bytes]:
    """The members of the honest file."""
    with zipfile.ZipFile(io.BytesIO(HONEST)) as file:
        return {name: file.read(name) for name in file.namelist()}


def packed(members: dict[Any, bytes], compression: int = zipfile.ZIP_STORED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def with_config(change: Callable[[dict], Any]) -> bytes:
    """The honest file with another configuration: `change` alters it, or returns a new one."""
    members = parts()
    config = json.loads(members["config.json"])
    config = change(config) or config
    return packed({**members, "config.json": json.dumps(config).encode()})


def with_layer(layer: dict) -> bytes:
    """The honest file with one more layer at the end."""
    return with_config(lambda config: config["config"]["layers"].append(layer))


def with_weights(change: Callable[[h5py.File], None]) -> bytes:
    """The honest file with other weights."""
    members = parts()
    weights = io.BytesIO(members["model.weights.h5"])
    with h5py.File(weights, "a") as file:
        change(file)
    return packed({**members, "model.weights.h5": weights.getvalue()})


def layer(name: str, config: dict, module: str = "keras.layers", registered: str | None = None) -> dict:
    return {"module": module, "class_name": name, "config": config, "registered_name": registered}


class Bomb:
    """Runs a command when it is unpickled."""

    def __reduce__(self) -> tuple:
        return print, ("OPENED A PICKLE",)


KERNEL = "layers/conv2d/vars/0"

# ---- no .keras file at all


@attack("no .keras file")
def nothing() -> bytes:
    return b""


@attack("no .keras file")
def cut_off() -> bytes:
    return HONEST[: len(HONEST) // 2]


@attack("no .keras file")
def a_pickle() -> bytes:
    return pickle.dumps(Bomb())


@attack("holds 'data.pkl'")
def a_pickle_in_a_zip() -> bytes:
    return packed({"data.pkl": pickle.dumps(Bomb())})


@attack("old HDF5 format")
def old_hdf5() -> bytes:
    file = io.BytesIO()
    with h5py.File(file, "w") as weights:
        weights.attrs["model_config"] = json.dumps({"class_name": "Sequential", "config": []})
    return file.getvalue()


@attack("no complete .keras file")
def without_weights() -> bytes:
    return packed({name: content for name, content in parts().items() if name != "model.weights.h5"})


@attack("config.json cannot be read")
def no_json() -> bytes:
    return packed({**parts(), "config.json": b"{'module': __import__('os')}"})


@attack("config.json cannot be read")
def nested_brackets() -> bytes:
    return packed({**parts(), "config.json": b"[" * 20_000})


# ---- the zip


@attack("holds '../../../../tmp/pwned'")
def path_traversal() -> bytes:
    return packed({**parts(), "../../../../tmp/pwned": b"x"})


@attack("holds '/tmp/pwned'")
def absolute_path() -> bytes:
    return packed({**parts(), "/tmp/pwned": b"x"})


@attack("weights cannot be read")
def symbolic_link() -> bytes:
    link = zipfile.ZipInfo("model.weights.h5")
    link.external_attr = 0o120777 << 16
    members = {name: content for name, content in parts().items() if name != "model.weights.h5"}
    return packed({**members, link: b"/etc/passwd"})


@attack("holds 'assets/vocabulary.txt'")
def assets() -> bytes:
    return packed({**parts(), "assets/vocabulary.txt": b"x"})


@attack("holds a part twice")
def config_twice() -> bytes:
    file = io.BytesIO(HONEST)
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("config.json", "{}")
    return file.getvalue()


@attack("too much to be opened")
def zip_bomb() -> bytes:
    return packed({**parts(), "config.json": bytes(300 * 2**20)}, zipfile.ZIP_DEFLATED)


@attack("too much to be opened")
def weights_bomb() -> bytes:
    return packed({**parts(), "model.weights.h5": bytes(300 * 2**20)}, zipfile.ZIP_DEFLATED)


@attack("no .keras file, or a broken one")
def lies_about_its_size() -> bytes:
    """10 MB of zeros that say they are 2 KB."""
    data = packed({**parts(), "config.json": bytes(10 * 2**20)}, zipfile.ZIP_DEFLATED)
    return data.replace(struct.pack("<I", 10 * 2**20), struct.pack("<I", 2000))


# ---- the configuration


@attack("Lambda layer")
def lambda_layer() -> bytes:
    code = {"class_name": "__lambda__", "config": {"code": "4wEAAAA=", "defaults": None, "closure": None}}
    return with_layer(layer("Lambda", {"name": "lambda", "function": code, "arguments": {}}))


@attack("Lambda layer")
def lambda_as_activation() -> bytes:
    code = {"class_name": "__lambda__", "config": {"value": "4wEAAAA="}}
    return with_layer(layer("Activation", {"name": "activation", "activation": code}))


@attack("uses 'Backdoor'")
def custom_class() -> bytes:
    return with_layer(layer("Backdoor", {}, "backdoor", "Custom>Backdoor"))


@attack("uses a Dense that is not Keras' own")
def custom_registered_name() -> bytes:
    return with_layer(layer("Dense", {"units": 3}, registered="Custom>Dense"))


@attack("uses a Dense that is not Keras' own")
def class_of_another_module() -> bytes:
    return with_layer(layer("Dense", {"units": 3}, "subprocess"))


@attack("uses 'Popen'")
def class_by_path() -> bytes:
    return with_layer(layer("Popen", {"args": ["touch", "/tmp/pwned"]}, "subprocess"))


@attack("uses a function of its own")
def function_by_path() -> bytes:
    """As in CVE-2025-1550."""
    function = {"module": "os", "class_name": "function", "config": "system", "registered_name": "system"}
    return with_layer(layer("Activation", {"activation": function}))


@attack("uses a function of its own")
def function_of_keras_that_writes() -> bytes:
    """As in CVE-2025-8747: `get_file` is Keras' own."""
    function = {"module": "keras.utils", "class_name": "function", "config": "get_file", "registered_name": "get_file"}
    return with_layer(layer("Activation", {"activation": function}))


@attack("uses 'TFSMLayer'")
def saved_model_layer() -> bytes:
    """As in CVE-2026-1462."""
    return with_layer(layer("TFSMLayer", {"filepath": "/tmp/evil", "call_endpoint": "serve"}))


@attack("uses 'TextVectorization'")
def reads_a_file() -> bytes:
    return with_layer(layer("TextVectorization", {"vocabulary": "/etc/passwd"}))


@attack("uses 'TorchModuleWrapper'")
def torch_module() -> bytes:
    return with_layer(layer("TorchModuleWrapper", {"module": "gASVAAAA"}))


@attack("asks for an object")
def type_specification() -> bytes:
    return with_layer({"spec_name": "TensorSpec", "registered_name": None, "module": "tensorflow", "config": []})


@attack("'Backdoor'")
def custom_model() -> bytes:
    return with_config(lambda config: layer("Backdoor", config["config"], "__main__", "Custom>Backdoor"))


@attack("uses 'Adam'")
def object_in_an_odd_place() -> bytes:
    return with_config(lambda config: config["config"].update(name=layer("Adam", {}, "keras.optimizers")))


@attack("uses '__tensor__'")
def tensor_in_the_configuration() -> bytes:
    tensor = {"class_name": "__tensor__", "config": {"value": [1.0] * 10, "dtype": "float32"}}
    return with_layer(layer("Rescaling", {"scale": tensor}))


@attack("table of numbers")
def parameters_in_the_configuration() -> bytes:
    return with_layer(layer("Normalization", {"mean": [0.5] * 1000, "variance": [0.5] * 1000}))


@attack("table of numbers")
def parameters_in_lists_of_lists() -> bytes:
    return with_layer(layer("Rescaling", {"scale": [[[0.5] * 10] * 10] * 10}))


@attack("a table of numbers in pieces")
def parameters_in_many_short_lists() -> bytes:
    layers = [layer("Rescaling", {"scale": [37.0, 2.0, float(number)]}) for number in range(40)]
    return with_config(lambda config: config["config"]["layers"].extend(layers))


@attack("a table of numbers in pieces")
def parameters_among_the_arguments() -> bytes:
    nodes = [{"args": [[0.25, 0.5, 7.0]] * 10, "kwargs": {}}] * 10
    return with_layer({**layer("Rescaling", {"scale": 1.0}), "inbound_nodes": nodes})


@attack("a Dense that is not Keras' own")
def object_of_the_old_format() -> bytes:
    return with_layer({"class_name": "Dense", "config": {"units": 3}})


@attack("uses \"['Dense']\"")
def list_for_a_name() -> bytes:
    return with_layer({"module": ["keras.layers"], "class_name": ["Dense"], "config": {}, "registered_name": []})


@attack("config.json is malformed")
def list_for_a_module() -> bytes:
    return with_layer({"module": ["keras.layers"], "class_name": "Dense", "config": {}, "registered_name": None})


@attack("nested too deeply")
def deep_configuration() -> bytes:
    node: Any = []
    for _ in range(500):
        node = [node]
    return with_config(lambda config: config["config"].update(name=node))


@attack("computes in 'int4_from_float32'")
def two_parameters_in_a_byte() -> bytes:
    def change(config: dict) -> None:
        for entry in config["config"]["layers"]:
            entry["config"]["dtype"] = "int4_from_float32"

    return with_config(change)


@attack("is quantized")
def quantized() -> bytes:
    return with_config(lambda config: config["config"]["layers"][-1]["config"].update(quantization_config={"bits": 4}))


# ---- sizes


@attack("parameters and its file holds")
def huge_layer() -> bytes:
    return with_config(lambda config: config["config"]["layers"][-1]["config"].update(units=10**11))


@attack("parameters and its file holds")
def one_huge_layer_more() -> bytes:
    return with_layer(layer("Dense", {"name": "huge", "units": 10**11}))


@attack("for one image: too many")
def huge_output() -> bytes:
    def change(config: dict) -> None:
        config["config"]["layers"].insert(1, layer("UpSampling2D", {"name": "huge", "size": [10_000, 10_000]}))
        for entry in config["config"]["layers"]:
            entry.pop("build_config", None)

    return with_config(change)


@attack("parameters and its file holds")
def more_weights_than_layers() -> bytes:
    return with_weights(lambda file: file.create_dataset("layers/more/vars/0", data=np.zeros(1000, np.float32)))


@attack("parameters and its file holds")
def fewer_weights_than_layers() -> bytes:
    return with_weights(lambda file: file.pop(KERNEL))


# ---- the weights


def replaced(file: h5py.File, name: str, link: Any) -> None:
    del file[name]
    file[name] = link


@attack("link to another place")
def external_link() -> bytes:
    return with_weights(lambda file: replaced(file, KERNEL, h5py.ExternalLink("/etc/passwd", "/")))


@attack("link to another place")
def link_to_another_student() -> bytes:
    other = "../../../submitted/honest/small/model.keras"
    return with_weights(lambda file: replaced(file, KERNEL, h5py.ExternalLink(other, KERNEL)))


@attack("link to another place")
def soft_link() -> bytes:
    return with_weights(lambda file: replaced(file, KERNEL, h5py.SoftLink("/layers/dense/vars/0")))


@attack("kept in another file")
def virtual_array() -> bytes:
    def change(file: h5py.File) -> None:
        layout = h5py.VirtualLayout(file[KERNEL].shape, "f4")
        layout[...] = h5py.VirtualSource("/etc/passwd", "data", file[KERNEL].shape)
        del file[KERNEL]
        file.create_virtual_dataset(KERNEL, layout)

    return with_weights(change)


@attack("kept in another file")
def external_array() -> bytes:
    def change(file: h5py.File) -> None:
        shape = file[KERNEL].shape
        del file[KERNEL]
        file.create_dataset(KERNEL, shape, "f4", external=[("/etc/passwd", 0, h5py.h5f.UNLIMITED)])

    return with_weights(change)


@attack("nested too deeply")
def circle_of_groups() -> bytes:
    return with_weights(lambda file: file["layers"].__setitem__("again", file["layers"]))


@attack("that Keras does not write")
def shape_bomb() -> bytes:
    def change(file: h5py.File) -> None:
        del file[KERNEL]
        file.create_dataset(KERNEL, (10**6, 10**6), "f4", chunks=(1000, 1000), compression="gzip", fillvalue=1)

    return with_weights(change)


@attack("shorter than they say")
def array_that_is_not_there() -> bytes:
    def change(file: h5py.File) -> None:
        del file[KERNEL]
        file.create_dataset(KERNEL, (10**6, 10**6), "f4")

    return with_weights(change)


@attack("that Keras does not write")
def array_of_texts() -> bytes:
    def change(file: h5py.File) -> None:
        del file[KERNEL]
        file[KERNEL] = ["a", "b"]

    return with_weights(change)


@attack("weights cannot be read")
def noise_for_weights() -> bytes:
    return packed({**parts(), "model.weights.h5": np.random.default_rng(0).bytes(5000)})


@attack("weights do not fit the model's layers")
def weights_of_another_shape() -> bytes:
    def change(file: h5py.File) -> None:
        kernel = file[KERNEL][()]
        del file[KERNEL]
        file[KERNEL] = kernel.reshape(kernel.shape[::-1])

    return with_weights(change)

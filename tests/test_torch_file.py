"""PyTorch's files without PyTorch: what is read, and what is refused.

The files are written here as PyTorch wrote them, from stand-ins for the few names of PyTorch that such a file uses.
"""

import os
import pickle
import struct
import sys
import types
from collections import OrderedDict
from pathlib import Path

import numpy as np
import pytest

from convcourse import torch_file
from convcourse.torch_file import read_tensors


def _rebuild_tensor_v2(*arguments):
    raise AssertionError("only its name is wanted")


class FloatStorage:
    def __init__(self, key: str, numbers: np.ndarray) -> None:
        self.key, self.numbers = key, numbers


class View:
    """A tensor: a storage, where it starts, its shape and strides in numbers."""

    def __init__(self, storage: FloatStorage, offset: int, shape: tuple, strides: tuple) -> None:
        self.arguments = (storage, offset, shape, strides, False, OrderedDict())

    def __reduce__(self):
        return _rebuild_tensor_v2, self.arguments


class TorchPickler(pickle.Pickler):
    def persistent_id(self, value):
        if isinstance(value, FloatStorage):
            return "storage", FloatStorage, value.key, "cpu", len(value.numbers), None
        return None


@pytest.fixture
def write(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Writes a state dictionary and its storages as PyTorch before 1.6 did; returns the path."""
    torch, utils = types.ModuleType("torch"), types.ModuleType("torch._utils")
    torch.FloatStorage, utils._rebuild_tensor_v2 = FloatStorage, _rebuild_tensor_v2
    monkeypatch.setitem(sys.modules, "torch", torch)
    monkeypatch.setitem(sys.modules, "torch._utils", utils)
    monkeypatch.setattr(FloatStorage, "__module__", "torch")
    monkeypatch.setattr(_rebuild_tensor_v2, "__module__", "torch._utils")

    def write(state: dict, storages: list[FloatStorage]) -> Path:
        path = tmp_path / "weights.pth"
        with path.open("wb") as file:
            for part in (torch_file.MAGIC, 1001, {"protocol_version": 1001, "little_endian": True}):
                pickle.dump(part, file, protocol=2)
            TorchPickler(file, protocol=2).dump(state)
            pickle.dump([storage.key for storage in storages], file, protocol=2)
            for storage in storages:
                file.write(struct.pack("<q", len(storage.numbers)) + storage.numbers.tobytes())
        return path

    return write


def test_tensors_are_read_with_their_shapes_strides_and_offsets(write) -> None:
    numbers = np.arange(24, dtype="float32")
    storage = FloatStorage("7", numbers)
    state = OrderedDict(
        whole=View(storage, 0, (2, 3, 4), (12, 4, 1)),
        turned=View(storage, 2, (4, 3), (1, 4)),  # a transposed tensor, and one that starts later
        one=View(storage, 5, (), ()),
    )
    tensors = read_tensors(write(state, [storage]))
    assert list(tensors) == ["whole", "turned", "one"]
    np.testing.assert_array_equal(tensors["whole"], numbers.reshape(2, 3, 4))
    np.testing.assert_array_equal(tensors["turned"], numbers[2:14].reshape(3, 4).T)
    assert tensors["one"] == 5


def test_a_tensor_outside_its_storage_is_refused(write) -> None:
    storage = FloatStorage("0", np.zeros(6, "float32"))
    for view in (View(storage, 1, (2, 3), (3, 1)), View(storage, 5, (2,), (-6,)), View(storage, -1, (1,), (1,))):
        with pytest.raises(ValueError, match="outside its storage"):
            read_tensors(write({"w": view}, [storage]))


def test_a_file_that_is_cut_off_is_refused(write) -> None:
    storage = FloatStorage("0", np.zeros(6, "float32"))
    path = write({"w": View(storage, 0, (6,), (1,))}, [storage])
    whole = path.read_bytes()
    for size in (0, 5, 40, len(whole) - 30, len(whole) - 4):
        path.write_bytes(whole[:size])
        with pytest.raises(ValueError):
            read_tensors(path)


class Command:
    def __init__(self, command: str) -> None:
        self.command = command

    def __reduce__(self):
        return os.system, (self.command,)


@pytest.mark.parametrize("where", ["magic", "state"])
def test_a_file_that_wants_to_run_something_is_refused_and_runs_nothing(write, tmp_path: Path, where: str) -> None:
    command = Command(f"touch {tmp_path / 'it-ran'}")
    if where == "state":
        path = write({"w": command}, [])
    else:
        path = tmp_path / "weights.pth"
        path.write_bytes(pickle.dumps(command))
    with pytest.raises(ValueError, match="more than tensors"):
        read_tensors(path)
    assert not (tmp_path / "it-ran").exists()

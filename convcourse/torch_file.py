"""Tensors from a PyTorch file, without PyTorch.

Many published networks exist as `.pth` files. Such a file is a pickle, and a pickle may call any function while it is
read. This reader calls three: those that make a dictionary, an array's storage and a view of it. Any other name in the
file stops the reading.

The file (PyTorch's format before version 1.6) is a row of pickles, a magic number, a version, facts about the machine
that wrote it, the dictionary of tensors, the names of the storages, and then the numbers of each storage.
"""

import pickle
import struct
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

MAGIC = 0x1950A86A20F9469CFC6C
DTYPES = {"FloatStorage": np.dtype("<f4"), "LongStorage": np.dtype("<i8")}


def read_tensors(path: Path | str) -> dict[str, np.ndarray]:
    """Every tensor of a PyTorch state dictionary.

    path     a `.pth` file in the format before PyTorch 1.6
    returns  name -> array, in the file's order; kernels as PyTorch keeps them, (filters, channels, height, width)
    raises   ValueError if it is no such file, is cut off, or holds anything but tensors
    """
    with Path(path).open("rb") as file:
        try:
            return _read(file)
        except (pickle.UnpicklingError, EOFError, struct.error, KeyError, IndexError, TypeError) as error:
            raise ValueError(f"{path} is no file of PyTorch tensors that can be read: {error}") from error


def _read(file: BinaryIO) -> dict[str, np.ndarray]:
    if _Tensors(file).load() != MAGIC:
        raise ValueError("it does not begin with PyTorch's magic number")
    _Tensors(file).load()  # the format's version
    machine = _Tensors(file).load()
    if not machine["little_endian"]:
        raise ValueError("it was written by a big-endian machine")
    dictionary = _Tensors(file)
    tensors = dictionary.load()
    for key in _Tensors(file).load():
        dictionary.storages[key].fill_from(file)
    return {name: tensor.array() for name, tensor in tensors.items()}


class _Storage:
    """One row of numbers, which one tensor or several look at."""

    def __init__(self, dtype: np.dtype, size: int) -> None:
        self.dtype, self.size = dtype, size

    def fill_from(self, file: BinaryIO) -> None:
        (size,) = struct.unpack("<q", file.read(8))
        if size != self.size:
            raise ValueError(f"a storage of {self.size} numbers says that it has {size}")
        self.numbers = np.frombuffer(file.read(size * self.dtype.itemsize), self.dtype)
        if len(self.numbers) != size:
            raise ValueError("it is cut off")


class _Tensor:
    """A view of a storage: PyTorch's _rebuild_tensor_v2 takes these arguments."""

    def __init__(self, storage: _Storage, offset: int, shape: Sequence[int], strides: Sequence[int], *_: Any) -> None:
        self.storage, self.offset, self.shape, self.strides = storage, offset, shape, strides

    def array(self) -> np.ndarray:
        last = self.offset + sum((n - 1) * step for n, step in zip(self.shape, self.strides, strict=True))
        if self.offset < 0 or min(self.strides, default=0) < 0 or last >= self.storage.size:
            raise ValueError("a tensor looks outside its storage")
        itemsize = self.storage.dtype.itemsize
        strides = [step * itemsize for step in self.strides]
        view = np.lib.stride_tricks.as_strided(self.storage.numbers[self.offset :], self.shape, strides)
        return view.copy()


class _Tensors(pickle.Unpickler):
    """Makes tensors, storages and dictionaries, and nothing else."""

    ALLOWED = {
        ("collections", "OrderedDict"): OrderedDict,
        ("torch._utils", "_rebuild_tensor_v2"): _Tensor,
        **{("torch", name): dtype for name, dtype in DTYPES.items()},
    }

    def __init__(self, file: BinaryIO) -> None:
        super().__init__(file)
        self.storages: dict[str, _Storage] = {}

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in self.ALLOWED:
            raise ValueError(f"it wants to use {module}.{name}, and holds more than tensors")
        return self.ALLOWED[module, name]

    def persistent_load(self, pid: tuple) -> _Storage:
        """("storage", type, key, where it was, size, None): the storage of that key, its numbers still to come."""
        _, dtype, key, _, size, _ = pid
        return self.storages.setdefault(key, _Storage(dtype, size))

"""What crosses the wall: numbers, strings, containers and arrays, as JSON and raw bytes. No pickle, no code.

    message = length of the header (8 bytes) + header (JSON) + the arrays' bytes, one behind the other
    frame   = length of the message (8 bytes) + message

An object that is no data crosses as a reference, a number that means something on the student's side only.
"""

import json
import socket
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

FRAME_LIMIT = 256 * 2**20  # bytes
DEPTH_LIMIT = 40
# kinds of output of a cell that are shown; none of them is a program
SHOWN = ("text/plain", "text/latex", "text/markdown", "text/html", "image/png", "image/jpeg", "image/svg+xml")
KINDS = "biufc"  # booleans, integers, floats, complex numbers: arrays of anything else do not cross


class NotData(TypeError):
    """The object is no data, so it cannot cross."""


@dataclass(frozen=True)
class Reference:
    """An object that stays where it is."""

    number: int
    type_name: str


def dumps(value: Any, replace: Callable[[Any], Any] | None = None) -> bytes:
    """The message for a value. `replace` is asked for data, or a Reference, in the place of an object that is none.

    raises NotData if that does not help, ValueError for a value nested too deeply
    """
    arrays, size = [], 0

    def encode(value: Any, depth: int) -> Any:
        nonlocal size
        if depth > DEPTH_LIMIT:
            raise ValueError("nested too deeply")
        kind = type(value)
        if value is None or kind is bool or kind is str:
            return value
        if kind is int:
            return {"int": hex(value)}
        if kind is float:
            return {"float": value.hex()}
        if kind is complex:
            return {"complex": [value.real.hex(), value.imag.hex()]}
        if kind in (list, tuple, set):
            return {kind.__name__: [encode(item, depth + 1) for item in value]}
        if kind is dict:
            return {"dict": [[encode(key, depth + 1), encode(item, depth + 1)] for key, item in value.items()]}
        if kind is slice:
            return {"slice": [encode(item, depth + 1) for item in (value.start, value.stop, value.step)]}
        if kind is Reference:
            return {"reference": [value.number, value.type_name]}
        if isinstance(value, np.generic) and value.dtype.kind in KINDS:
            return {"scalar": encode(np.array(value), depth + 1)}
        if kind is np.ndarray and value.dtype.kind in KINDS:
            raw = value.tobytes()
            arrays.append(raw)
            size += len(raw)
            return {"array": [value.dtype.str, list(value.shape), size - len(raw)]}
        replaced = value if replace is None else replace(value)
        if replaced is value:
            raise NotData(f"{kind.__name__} is no plain data")
        return encode(replaced, depth + 1)

    header = json.dumps(encode(value, 0)).encode()
    return b"".join([struct.pack("<Q", len(header)), header, *arrays])


def loads(message: bytes, dereference: Callable[[Reference], Any] | None = None) -> Any:
    """The value of a message, of which nothing is taken on trust. raises ValueError if it is malformed."""
    try:
        (length,) = struct.unpack_from("<Q", message)
        tree = json.loads(bytes(message[8 : 8 + length]))
        body = memoryview(message)[8 + length :]
        return _decode(tree, body, dereference, 0)
    except (ValueError, TypeError, KeyError, IndexError, OverflowError, struct.error, RecursionError) as error:
        raise ValueError(f"malformed message: {type(error).__name__}") from None


def _decode(node: Any, body: memoryview, dereference: Callable | None, depth: int) -> Any:
    def decode(item: Any) -> Any:
        return _decode(item, body, dereference, depth + 1)

    if depth > DEPTH_LIMIT + 2:
        raise ValueError("nested too deeply")
    if node is None or isinstance(node, (bool, str)):
        return node
    if not isinstance(node, dict):
        raise ValueError("unknown node")
    ((kind, content),) = node.items()
    match kind:
        case "int":
            return int(content[:5000], 16)
        case "float":
            return float.fromhex(content)
        case "complex":
            return complex(*map(float.fromhex, content))
        case "list":
            return [decode(item) for item in content]
        case "tuple":
            return tuple(decode(item) for item in content)
        case "set":
            return {decode(item) for item in content}
        case "dict":
            return {decode(key): decode(item) for key, item in content}
        case "slice":
            return slice(*map(decode, content))
        case "scalar":
            return decode(content)[()]
        case "array":
            return _array(*content, body)
        case "reference" if dereference is not None:
            return dereference(Reference(int(content[0]), str(content[1])[:80]))
    raise ValueError("unknown kind")


def _array(type_name: str, shape: list[int], start: int, body: memoryview) -> np.ndarray:
    dtype = np.dtype(str(type_name))
    if dtype.kind not in KINDS or dtype.names or dtype.shape or min(shape, default=0) < 0 or start < 0:
        raise ValueError("array")
    count = 1
    for side in shape:
        count *= int(side)
    # frombuffer raises ValueError where there are too few bytes
    flat = np.frombuffer(body[start : start + count * dtype.itemsize], dtype) if count else np.empty(0, dtype)
    return flat.reshape(shape).copy()


class Closed(ConnectionError):
    """The other side is gone."""


class Late(TimeoutError):
    """The other side did not answer in time."""


def send(connection: socket.socket, message: bytes, timeout: float | None = None) -> None:
    """raises Closed, Late"""
    connection.settimeout(timeout)
    try:
        connection.sendall(struct.pack("<Q", len(message)) + message)
    except TimeoutError:
        raise Late from None
    except OSError:
        raise Closed from None


def receive(connection: socket.socket, timeout: float | None = None, most: int = FRAME_LIMIT) -> bytes:
    """raises Closed, Late; ValueError for a frame of more than `most` bytes"""
    end = None if timeout is None else time.monotonic() + timeout

    def read(count: int) -> bytes:
        parts = bytearray()
        while len(parts) < count:
            if end is not None and end <= time.monotonic():
                raise Late
            connection.settimeout(None if end is None else end - time.monotonic())
            try:
                part = connection.recv(min(2**20, count - len(parts)))
            except TimeoutError:
                raise Late from None
            except OSError:
                raise Closed from None
            if not part:
                raise Closed
            parts += part
        return bytes(parts)

    (length,) = struct.unpack("<Q", read(8))
    if length > most:
        raise ValueError("frame too large")
    return read(length)

"""What crosses the wall comes out as it went in, and nothing that is no data gets through."""

import random
import struct

import numpy as np
import pytest

from autograder.engine import wire

VALUES = [
    None,
    True,
    -(10**40),
    0.1,
    float("inf"),
    1 + 2j,
    "ü\n",
    [1, (2, [3.0])],
    {"a": 1, 2: (None,)},
    slice(1, None, -1),
    {1, (2, 3)},
    np.float32(0.1),
    np.arange(6, dtype=np.uint8).reshape(2, 3),
    np.zeros((0, 4)),
    np.array(3.5),
    np.asfortranarray(np.arange(6.0).reshape(2, 3)),
    np.arange(10)[::-2],
    np.array([True, False]),
]


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_a_value_crosses_unchanged(value) -> None:
    back = wire.loads(wire.dumps(value))
    assert type(back) is type(value)
    if isinstance(value, np.ndarray):
        assert back.dtype == value.dtype and back.shape == value.shape and back.flags.writeable
    np.testing.assert_array_equal(back, value) if isinstance(value, np.ndarray) else None
    assert isinstance(value, np.ndarray) or back == value


def test_nan_crosses() -> None:
    assert np.isnan(wire.loads(wire.dumps(float("nan"))))


@pytest.mark.parametrize("value", [object(), lambda: 0, np.array([object()]), b"bytes", type], ids=repr)
def test_what_is_no_data_does_not_cross(value) -> None:
    with pytest.raises(wire.NotData):
        wire.dumps(value)


def test_a_subclass_is_no_data() -> None:
    class Equal(float):
        def __eq__(self, other):
            return True

    with pytest.raises(wire.NotData):
        wire.dumps(Equal(1))


def test_endless_nesting_is_refused() -> None:
    nested: list = []
    nested.append(nested)
    with pytest.raises(ValueError):
        wire.dumps(nested)


@pytest.mark.parametrize(
    "header",
    [
        '{"array": ["|O", [1], 0]}',
        '{"array": ["<f8", [10], 0]}',
        '{"array": ["<f8", [-1], 0]}',
        '{"array": ["<f8", [1], -8]}',
        '{"array": ["<f8,<i4", [1], 0]}',
        '{"array": ["<f8", [1000000000000, 1000000000], 0]}',
        '{"reference": [1, "x"]}',
        '{"code": "print()"}',
        "[1]",
        "7",
        "{}",
        "[" * 5000,
    ],
)
def test_a_malformed_message_is_a_value_error(header: str) -> None:
    message = struct.pack("<Q", len(header)) + header.encode() + bytes(8)
    with pytest.raises(ValueError):
        wire.loads(message)


def test_noise_is_a_value_error() -> None:
    noise = random.Random(0)
    good = wire.dumps([np.arange(4.0), {"a": 1.5}])
    for _ in range(500):
        bad = bytearray(good)
        bad[noise.randrange(len(bad))] = noise.randrange(256)
        try:
            wire.loads(bytes(bad[: noise.randrange(len(bad) + 1)]))
        except ValueError:
            continue

"""The wire format of Protocol Buffers, as much of it as messages in datasets use."""

import struct
from collections.abc import Iterator

_VARINT, _DOUBLE, _BYTES, _FLOAT = 0, 1, 2, 5
_LONGEST_VARINT = 10


class MalformedError(ValueError):
    """The bytes are no message."""


def fields_of(message: bytes) -> Iterator[tuple[int, int | float | bytes]]:
    """Yield number and value of each field (Protocol Buffers, "Encoding"). Raises MalformedError."""
    at = 0
    while at < len(message):
        key, at = varint(message, at)
        number, kind = key >> 3, key & 7
        if kind == _VARINT:
            value, at = varint(message, at)
            yield number, value
        elif kind == _BYTES:
            length, at = varint(message, at)
            if at + length > len(message):
                raise MalformedError
            yield number, message[at : at + length]
            at += length
        elif kind in {_DOUBLE, _FLOAT}:
            size = 8 if kind == _DOUBLE else 4
            if at + size > len(message):
                raise MalformedError
            yield number, struct.unpack_from("<d" if kind == _DOUBLE else "<f", message, at)[0]
            at += size
        else:
            raise MalformedError


def varint(message: bytes, at: int) -> tuple[int, int]:
    """Return a number of variable length and the position behind it. Raises MalformedError."""
    value = 0
    for count in range(_LONGEST_VARINT):
        if at >= len(message):
            raise MalformedError
        byte = message[at]
        at += 1
        value |= (byte & 0x7F) << (7 * count)
        if not byte & 0x80:
            return value, at
    raise MalformedError

"""The blocks of Avro files, unpacked within limits: a block says how many records it has and not how large they are.

After the Avro specification 1.12, "Object Container Files".
"""

import bz2
import io
import lzma
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO, Final, Protocol

import pyarrow as pa

from piiscan.model.errors import ReadError
from piiscan.model.limits import size_words
from piiscan.readers.limits import limits

_SYNC_BYTES = 16
_PART = 1 << 20
_LONG_BYTES = 10
"""Bytes of the longest number."""

_MOST_EMPTY = 1_000_000
"""Records of no bytes at all that are taken: those of a schema without fields."""


@dataclass(frozen=True, slots=True)
class AvroBlock:
    """Records that were packed together."""

    records: int
    data: bytes


def blocks(stream: BinaryIO, codec: str) -> Iterator[AvroBlock]:
    """Yield the blocks of a file whose header has been read, unpacked.

    Raises:
        ReadError: one is damaged, larger than one record may be, or claims more records than it has room for.
    """
    unpack = _UNPACK.get(codec)
    if unpack is None:
        raise ReadError("its blocks are packed in a way that is not known")
    most = limits().decoded
    while (records := _long(stream)) is not None:
        size = _long(stream)
        if size is None or size < 0 or records < 0:
            raise ReadError("a block of the Avro file is damaged")
        packed = _exactly(stream, size)
        try:
            data = unpack(packed, most)
        except _FAULTS as error:
            raise ReadError(f"a block of the Avro file could not be unpacked ({type(error).__name__})") from None
        if len(data) > most:
            raise ReadError(f"one of its blocks takes more than {size_words(most)} unpacked")
        if records > max(len(data), _MOST_EMPTY):
            raise ReadError("a block of the Avro file claims more records than it has bytes")
        _exactly(stream, _SYNC_BYTES)
        yield AvroBlock(records, data)


def holds_nothing(schema: Any, named: Mapping[str, Any]) -> bool:
    """Whether values of a type take no bytes: then nothing bounds how many of them a list claims to have.

    Args:
        schema: of the type.
        named: the schemas that it may name.
    """
    return _is_empty(schema, named, frozenset())


def _is_empty(schema: Any, named: Mapping[str, Any], within: frozenset[str]) -> bool:
    if isinstance(schema, str):
        if schema == "null":
            return True
        return schema in named and schema not in within and _is_empty(named[schema], named, within | {schema})
    if not isinstance(schema, dict):
        return False
    match schema.get("type"):
        case "record" | "error":
            name = str(schema.get("name"))
            fields = schema.get("fields", ())
            return name not in within and all(_is_empty(each.get("type"), named, within | {name}) for each in fields)
        case "fixed":
            return not schema.get("size")
        case kind:
            return _is_empty(kind, named, within)


def endless_lists(schema: Any, named: Mapping[str, Any]) -> bool:
    """Whether a schema has lists of what takes no bytes anywhere."""
    if isinstance(schema, list):
        return any(endless_lists(each, named) for each in schema)
    if not isinstance(schema, dict):
        return False
    if schema.get("type") == "array" and holds_nothing(schema.get("items"), named):
        return True
    inner = [schema.get("type"), schema.get("items"), schema.get("values")]
    fields = [each.get("type") for each in schema.get("fields", ()) if isinstance(each, dict)]
    return any(endless_lists(each, named) for each in (*inner, *fields))


def _long(stream: BinaryIO) -> int | None:
    """Return a number written in zigzag bytes; None at the end of the file."""
    value = 0
    for place in range(_LONG_BYTES):
        byte = stream.read(1)
        if not byte:
            if place:
                raise ReadError("a block of the Avro file is cut off")
            return None
        value |= (byte[0] & 0x7F) << (7 * place)
        if not byte[0] & 0x80:
            return (value >> 1) ^ -(value & 1)
    raise ReadError("a block of the Avro file is damaged")


def _exactly(stream: BinaryIO, size: int) -> bytes:
    """Read so many bytes, a part at a time: what a file claims takes no memory before it is there."""
    parts = io.BytesIO()
    while size > 0 and (part := stream.read(min(size, _PART))):
        parts.write(part)
        size -= len(part)
        if parts.tell() > limits().decoded:
            raise ReadError(f"one of its blocks takes more than {size_words(limits().decoded)}")
    if size > 0:
        raise ReadError("a block of the Avro file is cut off")
    return parts.getvalue()


class _Decompressor(Protocol):
    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


def _bounded(start: Callable[[], _Decompressor]) -> Callable[[bytes, int], bytes]:
    """Return what unpacks up to one byte more than is allowed."""
    return lambda packed, most: start().decompress(packed, most + 1)


def _sized(codec: str, size_of: Callable[[bytes], tuple[int, bytes]]) -> Callable[[bytes, int], bytes]:
    """Return what unpacks where the packed bytes say how many they are unpacked."""

    def unpack(packed: bytes, most: int) -> bytes:
        size, body = size_of(packed)
        if size > most:
            raise ReadError(f"one of its blocks takes more than {size_words(most)} unpacked")
        return bytes(pa.decompress(body, size, codec, asbytes=True))

    return unpack


def _snappy_size(packed: bytes) -> tuple[int, bytes]:
    """Return what the preamble of a Snappy block says, and the block without the checksum behind it."""
    body = packed[:-4]
    size = 0
    for place, byte in enumerate(body[:5]):
        size |= (byte & 0x7F) << (7 * place)
        if not byte & 0x80:
            return size, body
    raise ValueError


def _stream(codec: str) -> Callable[[bytes, int], bytes]:
    return lambda packed, most: bytes(pa.CompressedInputStream(pa.BufferReader(packed), codec).read(most + 1))


_FAULTS = (zlib.error, lzma.LZMAError, OSError, EOFError, ValueError, IndexError, pa.ArrowException)
_UNPACK: Final[Mapping[str, Callable[[bytes, int], bytes]]] = {
    "null": lambda packed, _: packed,
    "deflate": _bounded(lambda: zlib.decompressobj(-15)),
    "bzip2": _bounded(bz2.BZ2Decompressor),
    "xz": _bounded(lzma.LZMADecompressor),
    "zstandard": _stream("zstd"),
    "snappy": _sized("snappy", _snappy_size),
    "lz4": _sized("lz4_raw", lambda packed: (int.from_bytes(packed[:4], "little"), packed[4:])),
}

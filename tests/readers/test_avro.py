"""Avro files: every way of packing blocks, and blocks that claim more than there is or unpack without end."""

import bz2
import io
import json
import lzma
import zlib
from collections.abc import Callable

import fastavro
import pyarrow as pa
import pytest

from piiscan.model.assets import Asset, Kind
from piiscan.model.errors import ReadError
from piiscan.model.limits import Limits
from piiscan.model.units import Piece
from piiscan.readers import avro
from piiscan.readers.limits import in_force

SCHEMA = {"type": "record", "name": "Person", "fields": [{"name": "email", "type": ["null", "string"]}]}
RECORD = b"\x02\x1aada@acme.test"
"""One person, with the union's branch and the length before the text."""


def number(value: int) -> bytes:
    """Write a number in zigzag bytes."""
    value, out = (value << 1) ^ (value >> 63), bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def text(value: bytes) -> bytes:
    return number(len(value)) + value


def file(codec: str, *blocks: tuple[int, bytes], schema: object = SCHEMA) -> io.BytesIO:
    """Write a file of blocks, each with the records that it claims to have and its packed bytes."""
    meta = {b"avro.schema": json.dumps(schema).encode(), b"avro.codec": codec.encode()}
    head = b"Obj\x01" + number(len(meta)) + b"".join(text(key) + text(value) for key, value in meta.items()) + b"\0"
    sync = b"0123456789abcdef"
    return io.BytesIO(head + sync + b"".join(number(count) + text(data) + sync for count, data in blocks))


def read(stream: io.BytesIO) -> list[list[str | None]]:
    """Return the columns, batch by batch, as the reader gives them."""
    asset = Asset("a.avro", "file:///a.avro", 1, 0, Kind.TABLE)
    (piece,) = avro.inspect(stream, asset, 1 << 20).pieces
    return [column.values.to_pylist() for batch in avro.read(stream, piece) for column in batch.columns]


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


PACK: dict[str, Callable[[bytes], bytes]] = {
    "null": lambda data: data,
    "deflate": raw_deflate,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "zstandard": lambda data: pa.compress(data, "zstd", asbytes=True),
    "snappy": lambda data: pa.compress(data, "snappy", asbytes=True) + zlib.crc32(data).to_bytes(4, "big"),
    "lz4": lambda data: len(data).to_bytes(4, "little") + pa.compress(data, "lz4_raw", asbytes=True),
}


@pytest.mark.parametrize("codec", PACK)
def test_every_packing(codec: str) -> None:
    """
    Blocks are read however they are packed, without a package for each way.
    """
    packed = PACK[codec](RECORD * 3)

    assert [["ada@acme.test"] * 6] == read(file(codec, (3, packed), (3, packed)))


def test_the_same_as_the_package() -> None:
    """
    Records with nested and repeated types are those that the package reads itself.
    """
    fields = [{"name": "n", "type": "long"}, {"name": "l", "type": {"type": "array", "items": "Person"}}]
    schema = {"type": "record", "name": "Person", "fields": fields}
    sink = io.BytesIO()
    fastavro.writer(sink, schema, [{"n": 1, "l": [{"n": 2, "l": []}]}, {"n": 3, "l": []}], codec="deflate")

    assert [["1", "3"], ['[{"n": 2, "l": []}]', "[]"]] == read(sink)


@pytest.mark.parametrize("codec", PACK)
def test_a_bomb_is_not_unpacked(codec: str) -> None:
    """
    A block that unpacks to more than one record may take is refused with the reason.
    """
    bomb = file(codec, (1, PACK[codec](bytes(3_000_000))))

    with in_force(Limits(decoded=1_000_000)), pytest.raises(ReadError, match=r"takes more than 976\.6 KB"):
        read(bomb)


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        (file("null", (1 << 60, b""), schema={"type": "record", "name": "N", "fields": []}), "more records than"),
        (file("null", (1 << 60, RECORD)), "more records than"),
        (file("null", (-1, RECORD)), "damaged"),
        (file("null", (1, RECORD[:-1])), "could not be decoded"),
        (file("rot13", (1, RECORD)), "not known"),
        (file("deflate", (1, b"\xff" * 9)), "could not be unpacked"),
        (io.BytesIO(file("null").getvalue() + number(1) + number(1 << 60) + RECORD), "cut off"),
        (io.BytesIO(file("null").getvalue() + b"\xff" * 12), "damaged"),
    ],
)
def test_claims_are_not_believed(claims: io.BytesIO, reason: str) -> None:
    """
    Counts and sizes that the file has no bytes for are refused, and cost no memory and no time.
    """
    with pytest.raises(ReadError, match=reason):
        read(claims)


def test_lists_of_nothing() -> None:
    """
    A list whose items take no bytes could claim any number of them.
    """
    empty = {"type": "record", "name": "E", "fields": [{"name": "f", "type": "null"}]}
    fields = [{"name": "a", "type": ["null", {"type": "array", "items": empty}]}]
    stream = file("null", (1, b"\x02" + number(1 << 60)), schema={"type": "record", "name": "R", "fields": fields})

    with pytest.raises(ReadError, match="lists of nothing"):
        read(stream)


def test_piece_needs_no_more_than_its_reader() -> None:
    """
    What was read before a damaged block is given out.
    """
    stream = file("null", (4096, RECORD * 4096), (1, b"\x02"))
    batches = avro.read(stream, Piece("a.avro", "", "avro", 1, ""))

    assert 4096 == next(batches).rows
    with pytest.raises(ReadError):
        next(batches)

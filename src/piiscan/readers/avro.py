"""Reads Avro files, record by record; the package that decodes them is an extra."""

import io
import json
import struct
from collections.abc import Iterator
from typing import Any, BinaryIO

from piiscan.model.assets import Asset
from piiscan.model.content import TableBatch
from piiscan.model.errors import ReadError
from piiscan.model.units import Layout, Piece
from piiscan.readers.avro_blocks import blocks, endless_lists
from piiscan.readers.decoding import whole_piece
from piiscan.readers.extras import load_extra
from piiscan.readers.flattening import unique_names
from piiscan.readers.text_rows import batches


def inspect(stream: BinaryIO, asset: Asset, target_bytes: int) -> Layout:  # noqa: ARG001 - a reader's signature
    """Return the file as one piece. Raises ReadError where its schema cannot be read, or the extra is missing."""
    names = _names(_open(stream).writer_schema)
    return Layout((whole_piece(asset, "avro"),), tuple((name, "any") for name in unique_names(names)))


def read(stream: BinaryIO, piece: Piece) -> Iterator[TableBatch]:  # noqa: ARG001 - a reader's signature
    """Yield the records. Raises ReadError where one cannot be decoded, or takes more than a record may."""
    head = _open(stream)
    names = _names(head.writer_schema)
    try:
        rows = ([_plain(row.get(name)) for name in names] for row in _records(stream, head))
        yield from batches(unique_names(names), rows)
    except _FAULTS as error:
        raise ReadError(f"the Avro file could not be decoded ({type(error).__name__})") from None


def _records(stream: BinaryIO, head: Any) -> Iterator[dict[str, Any]]:
    """Yield the records block by block: each is unpacked here, since the package would unpack without end."""
    fastavro = load_extra("fastavro", "avro", "Avro files")
    schema = fastavro.parse_schema(head.writer_schema)
    if endless_lists(schema, schema.get("__named_schemas", {})):
        raise ReadError("the Avro file has lists of nothing, however long they claim to be")
    for block in blocks(stream, head.codec):
        data = io.BytesIO(block.data)
        for _ in range(block.records):
            yield fastavro.schemaless_reader(data, schema)


def _open(stream: BinaryIO) -> Any:
    """Return the header, with the stream behind it."""
    fastavro = load_extra("fastavro", "avro", "Avro files")
    stream.seek(0)
    try:
        return fastavro.reader(stream)
    except _FAULTS as error:
        raise ReadError(f"the Avro file's schema could not be read ({type(error).__name__})") from None


def _names(schema: Any) -> list[str]:
    if not isinstance(schema, dict) or schema.get("type") != "record":
        raise ReadError("the Avro file holds no records")
    return [str(field["name"]) for field in schema["fields"]]


def _plain(value: Any) -> Any:
    """Return what is nested as JSON text."""
    return json.dumps(value, default=str) if isinstance(value, dict | list) else value


_FAULTS = (
    ValueError, KeyError, EOFError, TypeError, IndexError, AttributeError, OverflowError, RecursionError, MemoryError,
    struct.error,
)  # fmt: skip

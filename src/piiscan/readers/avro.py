"""Reads Avro files, record by record; the package that decodes them is an extra."""

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from piiscan.model.assets import Asset
from piiscan.model.content import TableBatch
from piiscan.model.errors import ReadError
from piiscan.model.units import Layout, Piece
from piiscan.readers.decoding import whole_piece
from piiscan.readers.extras import load_extra
from piiscan.readers.flattening import unique_names
from piiscan.readers.text_rows import batches


def inspect(stream: BinaryIO, asset: Asset, target_bytes: int) -> Layout:  # noqa: ARG001 - a reader's signature
    """Return the file as one piece. Raises ReadError where its schema cannot be read, or the extra is missing."""
    names = _names(_open(stream))
    return Layout((whole_piece(asset, "avro"),), tuple((name, "any") for name in unique_names(names)))


def read(stream: BinaryIO, piece: Piece) -> Iterator[TableBatch]:  # noqa: ARG001 - a reader's signature
    """Yield the records. Raises ReadError where one cannot be decoded."""
    records = _open(stream)
    names = _names(records)
    try:
        yield from batches(unique_names(names), ([_plain(row.get(name)) for name in names] for row in records))
    except (ValueError, KeyError, EOFError, TypeError, IndexError, AttributeError, OverflowError) as error:
        raise ReadError(f"the Avro file could not be decoded ({type(error).__name__})") from None


def _open(stream: BinaryIO) -> Any:
    fastavro = load_extra("fastavro", "avro", "Avro files")
    stream.seek(0)
    try:
        return fastavro.reader(stream)
    except (ValueError, KeyError, EOFError, TypeError) as error:
        raise ReadError(f"the Avro file's schema could not be read ({type(error).__name__})") from None


def _names(records: Any) -> list[str]:
    schema = records.writer_schema
    if not isinstance(schema, dict) or schema.get("type") != "record":
        raise ReadError("the Avro file holds no records")
    return [str(field["name"]) for field in schema["fields"]]


def _plain(value: Any) -> Any:
    """Return what is nested as JSON text."""
    return json.dumps(value, default=str) if isinstance(value, dict | list) else value

"""Reads Arrow IPC streams, which have no footer: one piece, batch by batch."""

from collections.abc import Iterator
from typing import BinaryIO

import pyarrow as pa

from piiscan.model.assets import Asset
from piiscan.model.content import TableBatch
from piiscan.model.units import Layout, Piece
from piiscan.readers.decoding import DECODE_ERRORS, decoded, undecodable, whole_piece
from piiscan.readers.flattening import flatten, storage_columns
from piiscan.readers.schema_labels import class_names, with_class_names


def inspect(stream: BinaryIO, asset: Asset, target_bytes: int) -> Layout:  # noqa: ARG001 - a reader's signature
    """Return the stream as one piece. Raises ReadError where it does not begin with a schema."""
    try:
        columns = storage_columns(pa.ipc.open_stream(stream).schema)
    except DECODE_ERRORS as error:
        raise undecodable("the Arrow stream", error) from None
    return Layout((whole_piece(asset, "arrow_stream"),), columns)


def read(stream: BinaryIO, piece: Piece) -> Iterator[TableBatch]:
    """Yield the records. Raises ReadError where a batch cannot be decoded."""
    return decoded(_read(stream, piece), "the Arrow stream")


def _read(stream: BinaryIO, piece: Piece) -> Iterator[TableBatch]:
    opened = pa.ipc.open_stream(stream)
    record, classes = piece.first_record, class_names(opened.schema)
    for batch in opened:
        # Arrow trusts the offsets in a stream; wrong ones would read memory beyond it.
        batch.validate(full=True)
        yield from flatten(with_class_names(batch, classes) if classes else batch, record)
        record += batch.num_rows

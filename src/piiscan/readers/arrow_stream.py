"""Reads Arrow IPC streams, which have no footer: one piece, batch by batch."""

from collections.abc import Iterator
from typing import BinaryIO

import pyarrow as pa

from piiscan.model.assets import Asset
from piiscan.model.content import TableBatch
from piiscan.model.units import Layout, Piece
from piiscan.readers.decoding import DECODE_ERRORS, decoded, undecodable, whole_piece
from piiscan.readers.flattening import flatten, storage_columns


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
    record = piece.first_record
    for batch in pa.ipc.open_stream(stream):
        # Arrow trusts the offsets in a stream; wrong ones would read memory beyond it.
        batch.validate(full=True)
        yield from flatten(batch, record)
        record += batch.num_rows

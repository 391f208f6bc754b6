"""Reads Arrow IPC files, which Feather files of the second version are too, cut at record batches."""

from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

import pyarrow as pa

from piiscan.model.assets import Asset
from piiscan.model.content import TableBatch
from piiscan.model.meanings import ColumnMeaning
from piiscan.model.units import Layout, Piece
from piiscan.readers.decoding import DECODE_ERRORS, decoded, undecodable, whole_piece
from piiscan.readers.flattening import flatten, storage_columns
from piiscan.readers.schema_labels import class_names, labels_in, with_class_names


def inspect(stream: BinaryIO, asset: Asset, target_bytes: int) -> Layout:
    """Cut a file at record batches. Raises ReadError where it is no readable Arrow file."""
    whole = whole_piece(asset, "arrow_ipc")
    try:
        columns = storage_columns(pa.ipc.open_file(stream).schema)
        if asset.size <= target_bytes:
            return Layout((whole,), columns)
        rows = _rows(stream)
    except DECODE_ERRORS as error:
        raise undecodable("the Arrow file", error) from None
    return Layout(tuple(_cut(whole, rows, target_bytes)), columns, sum(rows))


def read(stream: BinaryIO, piece: Piece) -> Iterator[TableBatch]:
    """Yield the record batches of a piece. Raises ReadError where one cannot be decoded."""
    return decoded(_read(stream, piece), "the Arrow file")


def _read(stream: BinaryIO, piece: Piece) -> Iterator[TableBatch]:
    file = pa.ipc.open_file(stream)
    record, classes = piece.first_record, class_names(file.schema)
    for at in range(piece.start, file.num_record_batches if piece.stop is None else piece.stop):
        batch = file.get_batch(at)
        # Arrow trusts the offsets in a file; wrong ones would read memory beyond it.
        batch.validate(full=True)
        yield from flatten(with_class_names(batch, classes) if classes else batch, record)
        record += batch.num_rows


def labels(stream: BinaryIO, source: str) -> tuple[ColumnMeaning, ...]:
    """Return what the schema says of columns. Raises ReadError where it cannot be decoded."""
    try:
        return tuple(labels_in(pa.ipc.open_file(stream).schema, source))
    except DECODE_ERRORS as error:
        raise undecodable("the Arrow file", error) from None


def _rows(stream: BinaryIO) -> list[int]:
    """Return the rows of each record batch; the footer does not say, so the first column of each is read."""
    options = pa.ipc.IpcReadOptions(included_fields=[0])
    file = pa.ipc.open_file(stream, options=options)
    return [file.get_batch(at).num_rows for at in range(file.num_record_batches)]


def _cut(whole: Piece, rows: list[int], target_bytes: int) -> Iterator[Piece]:
    """Yield pieces of record batches; a batch's bytes are taken to follow its rows."""
    rows_per_piece = max(1, target_bytes * sum(rows) // max(whole.size, 1))
    start = record = filled = 0
    for at, count in enumerate(rows):
        if filled and filled + count > rows_per_piece:
            yield replace(whole, start=start, stop=at, first_record=record)
            start, record, filled = at, record + filled, 0
        filled += count
    yield replace(whole, start=start, stop=None if start == 0 else len(rows), first_record=record)

"""Reads Parquet, cut at row groups."""

from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

import pyarrow.parquet as pq

from piiscan.model.assets import Asset
from piiscan.model.content import TableBatch, Unread
from piiscan.model.errors import ReadError
from piiscan.model.limits import size_words
from piiscan.model.listed import SURVEYED
from piiscan.model.meanings import ColumnMeaning
from piiscan.model.schemas import PUBLISHED, VERSION_KEY
from piiscan.model.units import Layout, Piece
from piiscan.readers.decoding import DECODE_ERRORS, undecodable, whole_piece
from piiscan.readers.flattening import flatten, rows_per_batch, storage_columns
from piiscan.readers.limits import limits
from piiscan.readers.schema_labels import class_names, labels_in, with_class_names

_READ_BYTES = 1 << 20


def inspect(stream: BinaryIO, asset: Asset, target_bytes: int) -> Layout:
    """Cut a file at row groups, by its footer. Raises ReadError where there is no readable footer."""
    try:
        file = _open(stream)
        sizes = [_group(file, at) for at in range(file.num_row_groups)]
        columns = storage_columns(file.schema_arrow)
    except DECODE_ERRORS as error:
        raise undecodable("the Parquet footer", error) from None
    pieces = _cut(whole_piece(asset, "parquet"), sizes, target_bytes)
    return Layout(tuple(pieces), columns, sum(rows for rows, _ in sizes), _is_of_report(file))


def _is_of_report(file: pq.ParquetFile) -> bool:
    """Whether a file has the mark and the columns of a table of a report; others may inherit the mark alone."""
    columns = (schema.names for schema in (*PUBLISHED.values(), SURVEYED))
    return VERSION_KEY.encode() in (file.metadata.metadata or {}) and file.schema_arrow.names in columns


def read(stream: BinaryIO, piece: Piece) -> Iterator[TableBatch | Unread]:
    """Yield the row groups of a piece; one that cannot be decoded is told, and the others are still read.

    Raises:
        ReadError: The footer cannot be decoded, or no row group can.
    """
    try:
        file = _open(stream)
        sizes = [_group(file, at) for at in range(file.num_row_groups)]
    except DECODE_ERRORS as error:
        raise undecodable("the Parquet footer", error) from None
    record = piece.first_record
    groups = range(piece.start, len(sizes) if piece.stop is None else piece.stop)
    failures: list[str] = []
    for at in groups:
        try:
            yield from _read_group(file, at, sizes[at], record)
        except DECODE_ERRORS as error:
            failures.append(f"row group {at} could not be decoded ({type(error).__name__})")
        record += sizes[at][0]
    if failures and len(failures) == len(groups):
        raise ReadError(failures[0])
    yield from map(Unread, failures)


def labels(stream: BinaryIO, source: str) -> tuple[ColumnMeaning, ...]:
    """Return what the footer says of columns. Raises ReadError where it cannot be decoded."""
    try:
        return tuple(labels_in(_open(stream).schema_arrow, source))
    except DECODE_ERRORS as error:
        raise undecodable("the Parquet footer", error) from None


def _open(stream: BinaryIO) -> pq.ParquetFile:
    # Without pre-buffering and with a buffer of its own for each column, memory follows the pages and not the row
    # groups, which may hold a gigabyte of pictures.
    return pq.ParquetFile(stream, pre_buffer=False, buffer_size=_READ_BYTES)


def _group(file: pq.ParquetFile, at: int) -> tuple[int, int]:
    """Return the rows and the bytes, uncompressed, of a row group."""
    group = file.metadata.row_group(at)
    return group.num_rows, group.total_byte_size


def _read_group(file: pq.ParquetFile, at: int, size: tuple[int, int], record: int) -> Iterator[TableBatch | Unread]:
    rows, uncompressed = size
    names, too_large = _columns_to_read(file, at)
    if too_large:
        words = size_words(limits().decoded)
        yield Unread(f"row group {at}: columns with more than {words} in one record were not read: {too_large}")
    if not names:
        return
    step = rows_per_batch(uncompressed, rows)
    classes = class_names(file.schema_arrow)
    for batch in file.iter_batches(step, row_groups=[at], columns=names, use_threads=False):
        yield from flatten(with_class_names(batch, classes) if classes else batch, record)
        record += batch.num_rows


def _columns_to_read(file: pq.ParquetFile, at: int) -> tuple[list[str], int]:
    """Return the names of the columns whose records are not too large, by the footer, and how many others there are."""
    group = file.metadata.row_group(at)
    chunks = [group.column(number) for number in range(group.num_columns)]
    most = limits().decoded * max(group.num_rows, 1)
    large = {chunk.path_in_schema.partition(".")[0] for chunk in chunks if chunk.total_uncompressed_size > most}
    names = [name for name in dict.fromkeys(file.schema_arrow.names) if name not in large]
    return names, len(large)


def _cut(whole: Piece, sizes: list[tuple[int, int]], target_bytes: int) -> Iterator[Piece]:
    """Yield pieces of whole row groups, each of about ``target_bytes``."""
    start = record = rows = filled = 0
    for at, (group_rows, group_bytes) in enumerate(sizes):
        if filled and filled + group_bytes > target_bytes:
            yield replace(whole, start=start, stop=at, first_record=record)
            start, record, rows, filled = at, record + rows, 0, 0
        rows += group_rows
        filled += group_bytes
    yield replace(whole, start=start, stop=None if start == 0 else len(sizes), first_record=record)

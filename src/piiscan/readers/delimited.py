"""Reads delimited text such as CSV: every cell as text, ragged rows too, cut at records."""

import csv
from collections.abc import Iterator
from typing import BinaryIO

import pyarrow as pa
import pyarrow.csv

from piiscan.model.assets import Asset
from piiscan.model.content import ColumnValues, TableBatch, Unread
from piiscan.model.errors import ReadError
from piiscan.model.units import Dialect, Layout, Piece
from piiscan.readers.annotation_roles import with_yolo_labels
from piiscan.readers.blocks import LONGEST_LINE, Block, BoundedLines, FindEnds, Utf8Blocks, aligned, raw_blocks
from piiscan.readers.cutting import cut_at_records
from piiscan.readers.decoding import DECODE_ERRORS, undecodable, whole_piece
from piiscan.readers.dialect import column_names, find_shape, rows_bytes, rows_of
from piiscan.readers.encoding import ASCII_COMPATIBLE, Encoding, find_encoding
from piiscan.readers.flattening import flatten, unique_names
from piiscan.readers.record_ends import Offsets, is_record, record_ends

_HEAD_BYTES = 262_144
_LONGEST_HEAD = 64_000_000
"""Bytes of a first row at which looking for its end is given up."""

SURPLUS = "(surplus)"
"""The column of cells that stand beyond the last column."""


def inspect(stream: BinaryIO, asset: Asset, target_bytes: int) -> Layout:
    """Find the dialect, and cut a large file at records. Raises ReadError where it is not text."""
    try:
        return _inspect(stream, asset, target_bytes)
    except (*DECODE_ERRORS, csv.Error) as error:
        raise undecodable("the text", error) from None


def read(stream: BinaryIO, piece: Piece) -> Iterator[TableBatch | Unread]:
    """Yield the records of a piece; blank lines are none. Raises ReadError where the piece has no dialect."""
    if piece.dialect is None:
        raise ReadError("delimited text cannot be read without its dialect")
    dialect = piece.dialect
    start = max(piece.start, dialect.data_start)
    text = Utf8Blocks(raw_blocks(stream, start, piece.stop), dialect.encoding)
    record = piece.first_record
    quoted = True
    lines = BoundedLines(text)
    for block in aligned(lines, _ends(dialect.delimiter)):
        quoted = block.quoted
        rows = int(is_record(block.data, block.ends).sum())
        if rows:
            yield from _parse(block, rows, dialect, record)
        record += rows
    if lines.endless:
        yield Unread(f"of a line of more than {LONGEST_LINE // 1_000_000} MB what is beyond was not read")
    if not quoted:
        yield Unread(
            "a quoted cell is never closed: from there on, lines were read as records without regard to quotes"
        )
    if text.damaged:
        yield Unread(f"some bytes are not valid {dialect.encoding}: they were read as replacement characters")


def _inspect(stream: BinaryIO, asset: Asset, target_bytes: int) -> Layout:
    head, whole = _head(stream)
    encoding = find_encoding(head, named_as_text=True, whole=whole)
    if encoding is None:
        raise ReadError("it is not text")
    ending = asset.name.rpartition(".")[2].lower()
    dialect = _dialect(head, encoding, ending, whole)
    piece = whole_piece(asset, "delimited", dialect, encoding.note)
    columns = tuple((name, "string") for name in dialect.columns)
    if asset.size <= target_bytes or encoding.name not in ASCII_COMPATIBLE:
        return Layout((piece,), columns)
    find_ends = _ends(dialect.delimiter)
    pieces, records = cut_at_records(stream, piece, find_ends, target_bytes, dialect.data_start)
    return Layout(pieces, columns, records)


def _head(stream: BinaryIO) -> tuple[bytes, bool]:
    """Return the beginning of the file, long enough to hold its first row, and whether that is all."""
    head = stream.read(_HEAD_BYTES)
    while len(head) < _LONGEST_HEAD and not head.rstrip(b"\r\n\0").count(b"\n"):
        more = stream.read(3 * len(head))
        if not more:
            break
        head += more
    return head, not stream.read(1)


def _dialect(head: bytes, encoding: Encoding, ending: str, whole: bool) -> Dialect:
    text = head[encoding.mark_bytes :].decode(encoding.name, "replace")
    shape = find_shape(text, ending, whole)
    if shape is None:
        return Dialect(encoding.name, ",", ("column_1",), skip_rows=0, data_start=encoding.mark_bytes)
    names, before = column_names(shape)
    start = rows_bytes(head, encoding, shape.delimiter, before)
    return Dialect(encoding.name, shape.delimiter, unique_names(names), before, start)


def _ends(delimiter: str) -> FindEnds:
    def find(data: bytes, quoted: bool, final: bool) -> Offsets:
        return record_ends(data, delimiter.encode(), quoted, final)

    return find


def _parse(block: Block, rows: int, dialect: Dialect, record: int) -> Iterator[TableBatch | Unread]:
    try:
        table = _parse_regular(block, dialect)
    except pa.ArrowException:
        table = None
    if table is None or table.num_rows != rows:
        try:
            read = list(rows_of(block.data.decode("utf-8"), dialect.delimiter, block.quoted))
        except csv.Error:
            yield Unread(f"{rows} records from record {record} on could not be split into cells")
            return
        tables = _ragged(read, dialect)
    else:
        tables = iter([table])
    for batch in (batch for table in tables for batch in table.combine_chunks().to_batches()):
        for flat in flatten(batch, record):
            regular = flat if len(flat.columns) == len(dialect.columns) else _only_real_surplus(flat)
            yield with_yolo_labels(regular, dialect.labels) if dialect.labels else regular
        record += batch.num_rows


def _parse_regular(block: Block, dialect: Dialect) -> pa.Table:
    """Parse rows that all have as many cells as there are columns. Raises ArrowInvalid otherwise."""
    names = list(dialect.columns)
    return pa.csv.read_csv(
        pa.py_buffer(block.data),
        read_options=pa.csv.ReadOptions(use_threads=False, block_size=len(block.data) + 1, column_names=names),
        parse_options=pa.csv.ParseOptions(
            delimiter=dialect.delimiter,
            quote_char='"' if block.quoted else False,
            newlines_in_values=block.quoted,
        ),
        convert_options=pa.csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
        ),
    )


_CELLS = 4_000_000


def _ragged(rows: list[list[str]], dialect: Dialect) -> Iterator[pa.Table]:
    """Yield tables of rows of any length, a few cells at a time: a short text can have as many columns as rows."""
    step = max(1, _CELLS // max(len(dialect.columns), 1))
    for start in range(0, len(rows), step):
        yield _ragged_table(rows[start : start + step], dialect)


def _ragged_table(rows: list[list[str]], dialect: Dialect) -> pa.Table:
    """Return rows of any length: what is missing is null, what is too much goes into a column of its own."""
    width = len(dialect.columns)
    columns = [[row[at] if at < len(row) else None for row in rows] for at in range(width)]
    names = list(dialect.columns)
    surplus = [dialect.delimiter.join(row[width:]) or None for row in rows]
    if any(surplus):
        columns.append(surplus)
        names.append(SURPLUS)
    return pa.table([pa.array(column, pa.string()) for column in columns], names=names)


def _only_real_surplus(batch: TableBatch) -> TableBatch:
    """Return the batch with the surplus, its last column, only for the records that have one."""
    *regular, surplus = batch.columns
    real = surplus.values.is_valid()
    found = ColumnValues(surplus.name, surplus.values.filter(real), surplus.records.filter(real))
    return TableBatch((*regular, found) if len(found.values) else tuple(regular), batch.rows)

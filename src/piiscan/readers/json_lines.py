"""Reads JSON Lines: one object on each line, cut at lines."""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.json

from piiscan.model.assets import Asset
from piiscan.model.content import TableBatch, Unread
from piiscan.model.errors import ReadError
from piiscan.model.units import Layout, Piece
from piiscan.readers.blocks import Block, Utf8Blocks, aligned, raw_blocks
from piiscan.readers.cutting import cut_at_records
from piiscan.readers.decoding import DECODE_ERRORS, undecodable, whole_piece
from piiscan.readers.flattening import flatten, storage_columns
from piiscan.readers.loose_json import LooseLines, read_loosely
from piiscan.readers.record_ends import Offsets, is_record, record_ends

_HEAD_BYTES = 262_144
_EXACT_IN_DOUBLE = 2.0**53
"""Beyond this, a number that Arrow reads as double has lost digits: it may be an identifier."""


def inspect(stream: BinaryIO, asset: Asset, target_bytes: int) -> Layout:
    """Find the columns of the first lines, and cut a large file at lines.

    Raises:
        ReadError: None of the first lines is an object.
    """
    try:
        columns = _first_columns(stream)
        piece = whole_piece(asset, "json_lines")
        if asset.size <= target_bytes:
            return Layout((piece,), columns)
        pieces, records = cut_at_records(stream, piece, _line_ends, target_bytes)
    except DECODE_ERRORS as error:
        raise undecodable("the text", error) from None
    return Layout(pieces, columns, records)


def read(stream: BinaryIO, piece: Piece) -> Iterator[TableBatch | Unread]:
    """Yield the records of a piece: each line that is not empty has a number, also one that cannot be parsed."""
    # The mark at the beginning of a file is no part of its first line.
    text = Utf8Blocks(raw_blocks(stream, piece.start, piece.stop), "utf-8" if piece.start else "utf-8-sig")
    record, bad = piece.first_record, 0
    parser = _Parser()
    for block in aligned(text, _line_ends):
        rows = int(is_record(block.data, block.ends).sum())
        table = parser.parse(block, rows)
        if table is not None and table.num_columns:
            for batch in table.combine_chunks().to_batches():
                yield from flatten(batch, record)
        elif rows:
            loose = _read_loosely(block, record)
            bad += loose.bad
            yield from loose.batches
        record += rows
    if bad:
        yield Unread(f"{bad} lines are not JSON objects")
    if text.damaged:
        yield Unread("some bytes are not valid UTF-8: they were read as replacement characters")


class _Parser:
    """Parses block by block; remembers of earlier blocks which columns look like times, and the columns' order."""

    def __init__(self) -> None:
        self._texts: dict[str, pa.DataType] = {}
        self._order: dict[str, None] = {}

    def parse(self, block: Block, rows: int) -> pa.Table | None:
        """Return the records of a block as a table; None where Arrow cannot, or not without loss."""
        try:
            table = self._parse(block)
        except (pa.ArrowException, UnicodeDecodeError):
            return None
        if table.num_rows != rows or any(_has_lost_digits(column) for column in table.columns):
            return None
        self._order.update(dict.fromkeys(table.column_names))
        present = set(table.column_names)
        return table.select([name for name in self._order if name in present])

    def _parse(self, block: Block) -> pa.Table:
        table = _parse_block(block, self._texts)
        if not self._texts:
            # Columns that are asked for by type come first from then on; this is the order in which they are written.
            self._order.update(dict.fromkeys(table.column_names))
        times = {field.name: kind for field in table.schema if (kind := _times_as_text(field.type))}
        if times:
            # Arrow turns what looks like a time into one; a birth date would no longer read as it is written.
            self._texts.update(times)
            table = _parse_block(block, self._texts)
        return table


_NULL_FIRST = re.compile(rb"\s*null")


def _parse_block(block: Block, texts: dict[str, pa.DataType]) -> pa.Table:
    if _NULL_FIRST.match(block.data):
        raise pa.ArrowInvalid("Arrow's reader ends the process where a null comes before any object")
    return pa.json.read_json(
        pa.py_buffer(block.data),
        read_options=pa.json.ReadOptions(use_threads=False, block_size=len(block.data) + 1),
        parse_options=pa.json.ParseOptions(explicit_schema=pa.schema(list(texts.items())) if texts else None),
    )


def _times_as_text(kind: Any) -> Any:
    """Return the type to ask for where a type holds times: with text in their place, and without what holds none."""
    if pa.types.is_temporal(kind):
        return pa.string()
    if pa.types.is_list(kind):
        inner = _times_as_text(kind.value_type)
        return inner and pa.list_(inner)
    if pa.types.is_struct(kind):
        inside = [(field.name, inner) for field in kind.fields if (inner := _times_as_text(field.type))]
        return pa.struct(inside) if inside else None
    return None


def _has_lost_digits(column: "pa.ChunkedArray[Any]") -> bool:
    if not pa.types.is_floating(column.type):
        return False
    largest = pc.max(pc.abs(column)).as_py()
    return largest is not None and largest >= _EXACT_IN_DOUBLE


def _line_ends(data: bytes, quoted: bool, final: bool) -> Offsets:  # noqa: ARG001 - no line end stands inside quotes
    return record_ends(data, b"\n", quoted=False, final=final)


def _read_loosely(block: Block, record: int) -> LooseLines:
    ends = block.ends.tolist()
    lines = (block.data[start:end].strip(b"\r\n") for start, end in zip([0, *ends], ends, strict=False))
    return read_loosely([line for line in lines if line], record)


def _first_columns(stream: BinaryIO) -> tuple[tuple[str, str], ...]:
    """Return the columns of the first block of lines. Raises ReadError where none of them is an object."""
    block = next(aligned(Utf8Blocks(raw_blocks(stream, 0, None, _HEAD_BYTES), "utf-8-sig"), _line_ends), None)
    if block is None:
        return ()
    rows = int(is_record(block.data, block.ends).sum())
    table = _Parser().parse(block, rows)
    if table is not None:
        return storage_columns(table.schema)
    loose = _read_loosely(block, 0)
    if rows and loose.bad == rows:
        raise ReadError("none of its first lines is a JSON object")
    return loose.columns

"""Reads plain text, Markdown and source code: each line is a record with one column, ``text``."""

from collections.abc import Iterator
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from piiscan.model.arrow_types import ArrowArray
from piiscan.model.assets import Asset
from piiscan.model.content import ColumnValues, TableBatch, Unread
from piiscan.model.errors import ReadError
from piiscan.model.units import Dialect, Layout, Piece
from piiscan.readers.blocks import Utf8Blocks, raw_blocks
from piiscan.readers.decoding import whole_piece
from piiscan.readers.encoding import ASCII_COMPATIBLE, find_encoding
from piiscan.readers.record_ends import Offsets, record_ends

COLUMN = "text"
LONGEST_LINE = 32_000_000
"""Bytes after which a line is cut at a blank, so that a file without line ends does not fill the memory."""

_OVERLAP = 1024
"""Bytes that both sides of such a cut see, so that nothing is split."""

_HEAD_BYTES = 65_536
_UNLOOKED = Dialect("utf-8", "\n", (COLUMN,), skip_rows=0)


def inspect(stream: BinaryIO, asset: Asset, target_bytes: int) -> Layout:  # noqa: ARG001 - a reader's signature
    """Find how the text is encoded; it is read in one piece, as line numbers count blank lines too.

    Raises:
        ReadError: it is not text.
    """
    head = stream.read(_HEAD_BYTES)
    encoding = find_encoding(head, named_as_text=True, whole=len(head) < _HEAD_BYTES)
    if encoding is None:
        raise ReadError("it is not text")
    dialect = Dialect(encoding.name, "\n", (COLUMN,), skip_rows=0, data_start=encoding.mark_bytes)
    return Layout((whole_piece(asset, "plain_text", dialect, encoding.note),))


def read(stream: BinaryIO, piece: Piece) -> Iterator[TableBatch | Unread]:
    """Yield the lines of a text, blank ones included, each under its number from 0."""
    dialect = piece.dialect or _UNLOOKED
    text = Utf8Blocks(raw_blocks(stream, dialect.data_start, None), dialect.encoding)
    record, held = 0, b""
    for block in text:
        held += block
        ends = record_ends(held, b"\n", quoted=False)
        if ends.size:
            yield _batch(held[: int(ends[-1])], ends, record)
            record, held = record + ends.size, held[int(ends[-1]) :]
        elif len(held) > LONGEST_LINE:
            yield TableBatch(_batch(held, np.array([len(held)]), record).columns, rows=0)  # not yet a whole record
            held = _end_of(held)
    if held:
        yield _batch(held, record_ends(held, b"\n", quoted=False, final=True), record)
    if text.damaged:
        yield Unread(f"some bytes are not valid {dialect.encoding}: they were read as replacement characters")


def _end_of(line: bytes) -> bytes:
    """Return the last bytes of a line that is cut, from a blank on, so that no character is split either."""
    return line[line.find(b" ", len(line) - _OVERLAP) :] if b" " in line[-_OVERLAP:] else b""


def _batch(data: bytes, ends: Offsets, record: int) -> TableBatch:
    """Return lines as a column that shares their bytes, without the line ends."""
    records = pa.array(np.arange(record, record + len(ends)), pa.int64())
    return TableBatch((ColumnValues(COLUMN, lines_of(data, ends), records),), len(ends))


def lines_of(data: bytes, ends: Offsets) -> ArrowArray:
    """Return the lines of UTF-8 text that end at these offsets, without the line ends."""
    offsets = pa.py_buffer(np.concatenate(([0], ends)).astype(np.int64))
    lines = pa.Array.from_buffers(pa.large_string(), len(ends), [None, offsets, pa.py_buffer(data)])
    return pc.utf8_rtrim(lines, "\r\n")


def whole_text(content: bytes, piece: Piece) -> bytes | None:
    """Return what a file holds as UTF-8 that ``read`` would cut into lines; None where bytes had to be replaced."""
    dialect = piece.dialect or _UNLOOKED
    body = content[dialect.data_start :]
    if dialect.encoding in ASCII_COMPATIBLE and body.isascii():
        return body
    text = Utf8Blocks([body], dialect.encoding)
    encoded = b"".join(text)
    return None if text.damaged else encoded

"""Rows of plain Python values as columns, for formats that libraries give out row by row."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from itertools import islice
from typing import Any

import pyarrow as pa

from piiscan.model.content import ColumnValues, TableBatch
from piiscan.readers.flattening import record_numbers

ROWS = 4_096
"""Rows in one batch; they are Python objects for a while."""

_BYTES = 64 << 20
"""Characters and bytes in one batch, after which it ends with fewer rows."""


def batches(names: Sequence[str], rows: Iterable[Sequence[Any]], first_record: int = 0) -> Iterator[TableBatch]:
    """Yield rows as columns of text; bytes stay bytes. Rows may be shorter than the names, and not longer."""
    waiting = iter(rows)
    record = first_record
    while taken := list(_some(waiting)):
        yield _batch(names, taken, record)
        record += len(taken)


def _some(rows: Iterator[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    """Yield the rows of one batch: fewer where they are large."""
    size = 0
    for row in islice(rows, ROWS):
        yield row
        size += sum(len(value) for value in row if isinstance(value, str | bytes))
        if size > _BYTES:
            return


def text_of(value: Any) -> str | None:
    """Return a value as a CSV file would show it; None for nothing."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time.min else value.isoformat(" ")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


def text_or_bytes(value: bytes) -> str | bytes:
    """Return a value as text where it is text: some formats do not say."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value


def _batch(names: Sequence[str], rows: list[Sequence[Any]], record: int) -> TableBatch:
    records = record_numbers(record, len(rows))
    columns: list[ColumnValues] = []
    for at, name in enumerate(names):
        values = [row[at] if at < len(row) else None for row in rows]
        columns += _columns(name, values, records)
    return TableBatch(tuple(columns), len(rows))


def _columns(name: str, values: list[Any], records: pa.Array) -> Iterator[ColumnValues]:
    """Yield a column, and what is bytes in it as another one of the same name: some formats have no types."""
    raw = [value if isinstance(value, bytes | bytearray | memoryview) else None for value in values]
    held = [at for at, value in enumerate(raw) if value is not None]
    if len(held) < len(values) - values.count(None) or not held:
        texts = [None if raw[at] is not None else text_of(value) for at, value in enumerate(values)]
        yield ColumnValues(name, pa.array([_encodable(text) for text in texts], pa.large_string()), records)
    if held:
        binary = pa.array([raw[at] for at in held], pa.large_binary())
        yield ColumnValues(name, binary, records.take(pa.array(held)))


def _encodable(text: str | None) -> str | None:
    """Return text that is valid UTF-8: some libraries hand on lone surrogates."""
    return text if text is None or text.isascii() else text.encode("utf-8", "replace").decode("utf-8")

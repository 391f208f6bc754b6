"""Text of documents as records: a line or a paragraph each, under the column ``text``, as plain text has them."""

from collections.abc import Iterable, Iterator
from itertools import islice

import numpy as np
import pyarrow as pa

from piiscan.model.content import ColumnValues, Role, TableBatch

TEXT = "text"
AUTHOR = "author"
"""The column of who made a document, by its own properties."""

_ROWS = 4_096


def text_batches(texts: Iterable[str], first_record: int = 0) -> Iterator[TableBatch]:
    """Yield texts as records, blank ones included: they part paragraphs."""
    waiting, record = iter(texts), first_record
    while rows := list(islice(waiting, _ROWS)):
        # Some libraries hand on lone surrogates, which are no text.
        values = pa.array([row.encode("utf-8", "replace").decode("utf-8") for row in rows], pa.large_string())
        yield TableBatch((ColumnValues(TEXT, values, _numbers(record, len(rows))),), len(rows))
        record += len(rows)


def property_batch(authors: Iterable[str | None], others: Iterable[tuple[str, str | None]]) -> Iterator[TableBatch]:
    """Yield what a document's properties say, as its record 0; nothing where they say nothing.

    Args:
        authors: names of those who made or changed it.
        others: names and texts of other properties.
    """
    columns = [_column(AUTHOR, [name for name in authors if name and name.strip()], Role.AUTHOR)]
    columns += [_column(name, [text], Role.DATA) for name, text in others if text and text.strip()]
    held = tuple(column for column in columns if len(column.values))
    if held:
        yield TableBatch(held, 0)


def _column(name: str, texts: list[str], role: Role) -> ColumnValues:
    values = pa.array([text.encode("utf-8", "replace").decode("utf-8") for text in texts], pa.large_string())
    return ColumnValues(name, values, pa.array([0] * len(texts), pa.int64()), role)


def _numbers(first: int, rows: int) -> pa.Array:
    return pa.array(np.arange(first, first + rows), pa.int64())

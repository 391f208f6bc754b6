"""Makers of small tables and of what reading them gives."""

import io
from typing import Any

import pyarrow as pa

from piiscan.model.assets import Asset, Kind
from piiscan.model.content import TableBatch, Unread
from piiscan.model.units import Layout
from piiscan.readers.catalog import load_reader

Cells = dict[str, list[tuple[int, Any]]]
"""By column: record number and value."""

WHOLE = 10**9


def layout(reader: str, content: bytes, target: int = WHOLE, name: str = "a.csv") -> Layout:
    asset = Asset(name, f"file:///{name}", len(content), 7, Kind.DATA)
    return load_reader(reader).inspect(io.BytesIO(content), asset, target)


def contents(reader: str, content: bytes, target: int = WHOLE, name: str = "a.csv") -> list[TableBatch | Unread]:
    """Read all pieces, one after the other."""
    module = load_reader(reader)
    found: list[TableBatch | Unread] = []
    for piece in layout(reader, content, target, name).pieces:
        for each in module.read(io.BytesIO(content), piece):
            assert isinstance(each, TableBatch | Unread)
            found.append(each)
    return found


def cells(found: list[TableBatch | Unread]) -> Cells:
    """Put the batches together, column by column."""
    result: Cells = {}
    for batch in found:
        if isinstance(batch, TableBatch):
            for column in batch.columns:
                assert pa.int64() == column.records.type
                pairs = zip(column.records.to_pylist(), column.values.to_pylist(), strict=True)
                result.setdefault(column.name, []).extend(pairs)
    return result


def notes(found: list[TableBatch | Unread]) -> list[str]:
    return [each.reason for each in found if isinstance(each, Unread)]


def values(found: list[TableBatch | Unread]) -> dict[str, list[Any]]:
    """Values by column, after checking that records are numbered without a gap."""
    result = {}
    for name, pairs in cells(found).items():
        assert list(range(len(pairs))) == [record for record, _ in pairs]
        result[name] = [value for _, value in pairs]
    return result

"""Small tables with the same columns, put together: to look at a table of one record costs as much as at thousands."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from piiscan.detectors.table.minor import day_of
from piiscan.detectors.table.presence import PresentText
from piiscan.model.arrow_types import ArrowArray
from piiscan.model.columns import SKETCH_SIZE, Verdict
from piiscan.model.content import ColumnValues, Role, TableBatch
from piiscan.model.findings import Hits
from piiscan.model.units import Piece
from piiscan.planning.small_texts import LARGEST
from piiscan.run.waiting_texts import COLUMN_BYTES

Verdicts = Mapping[tuple[str, str], Verdict]
"""By table and column."""

_BYTES = 8_000_000
_BYTES_IN_ALL = 32_000_000
_TABLES = 8192
_LARGEST_BATCH = 1_000_000
"""Bytes of a batch that waits: a small file may be packed, or have many columns."""

_APART = 20
"""Bits of a record's number within its table; no small table has as many records."""


@dataclass(slots=True)
class AlikeTables:
    """Batches of tables of one name, with the same columns, last modified on the same day."""

    verdicts: Verdicts
    parts: list[tuple[Piece, TableBatch]] = field(default_factory=list)
    size: int = 0


class SmallTables:
    """Gathers small tables until there are enough of one kind."""

    def __init__(self) -> None:
        self._waiting: dict[tuple[Any, ...], AlikeTables] = {}
        self._size = 0

    def add(self, piece: Piece, batch: TableBatch, verdicts: Verdicts) -> AlikeTables | None:
        """Take in a batch; return the tables of its kind once they are to be looked at."""
        columns = tuple((column.name, str(column.values.type)) for column in batch.columns)
        key = (piece.table or piece.asset, columns, day_of(piece.version))
        alike = self._waiting.setdefault(key, AlikeTables(verdicts))
        alike.parts.append((piece, batch))
        size = _size(batch)
        alike.size += size
        self._size += size
        if alike.size < _BYTES and len(alike.parts) < _TABLES and self._size < _BYTES_IN_ALL:
            return None
        self._size -= alike.size
        return self._waiting.pop(key)

    def rest(self) -> Iterator[AlikeTables]:
        """Yield what has not been looked at yet."""
        while self._waiting:
            alike = self._waiting.popitem()[1]
            self._size -= alike.size
            yield alike


def may_wait(batch: TableBatch, piece: Piece) -> bool:
    """Whether a batch is small and plain enough to be looked at with others: columns of data, no two of one name."""
    return (
        piece.size <= LARGEST
        and batch.rows > 0
        and len({column.name for column in batch.columns}) == len(batch.columns)
        and all(
            column.role is Role.DATA
            and 0 < len(column.values) <= SKETCH_SIZE
            and not pa.types.is_dictionary(column.values.type)
            for column in batch.columns
        )
        and _size(batch) <= _LARGEST_BATCH
    )


def _size(batch: TableBatch) -> int:
    """Return the bytes that a batch takes while it waits."""
    return sum(column.values.nbytes + COLUMN_BYTES for column in batch.columns)


class TablesTogether:
    """Batches of alike tables as one, whose records tell which table they belong to."""

    def __init__(self, parts: list[tuple[Piece, TableBatch]]) -> None:
        self.pieces = [piece for piece, _ in parts]
        self.batch = TableBatch(
            tuple(_column([batch.columns[at] for _, batch in parts]) for at in range(len(parts[0][1].columns))),
            sum(batch.rows for _, batch in parts),
        )

    def owners(self, records: ArrowArray) -> npt.NDArray[np.int64]:
        """Return which of the tables each record belongs to."""
        found: npt.NDArray[np.int64] = records.to_numpy() >> _APART
        return found

    def apart(self, records: ArrowArray) -> tuple[list[str], ArrowArray]:
        """Return the asset of each record, and its number there."""
        assets = [self.pieces[owner].asset for owner in self.owners(records).tolist()]
        return assets, pa.array(records.to_numpy() & ((1 << _APART) - 1))

    def hits_apart(self, hits: Hits) -> tuple[list[str], Hits]:
        """Return the asset of each hit, and hits at the assets' own records."""
        assets, own = self.apart(hits.records)
        return assets, replace(hits, records=own)

    def cells_apart(self, cells: PresentText) -> Iterator[tuple[str, PresentText]]:
        """Yield the cells of each table that has any."""
        ends = np.searchsorted(self.owners(cells.records), np.arange(len(self.pieces)), side="right").tolist()
        own, start = pa.array(cells.records.to_numpy() & ((1 << _APART) - 1)), 0
        for piece, end in zip(self.pieces, ends, strict=True):
            if end > start:
                text = cells.text.slice(start, end - start)
                yield piece.asset, PresentText(text, own.slice(start, end - start), end - start, cells.is_typed)
            start = end


def _column(columns: list[ColumnValues]) -> ColumnValues:
    owners = np.repeat(np.arange(len(columns)), [len(column.values) for column in columns])
    records = pa.concat_arrays([column.records for column in columns]).to_numpy()
    if records.min() < 0 or records.max() >= 1 << _APART:
        raise ValueError("a record's number is too large")
    values = pa.concat_arrays([column.values for column in columns])
    return ColumnValues(columns[0].name, values, pa.array((owners << _APART) | records))

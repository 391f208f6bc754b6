"""Texts put together: to look for patterns in one cell costs as much as in a thousand, and an engine has to warm up."""

from collections import defaultdict
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from piiscan.detectors.table.presence import PresentText
from piiscan.model.arrow_types import ArrowArray
from piiscan.model.categories import Category
from piiscan.model.findings import Hits

LARGE = 65_536
"""Cells from which on a column is looked at by itself."""

_CELLS = 131_072
_BYTES = 8_000_000
_BYTES_IN_ALL = 64_000_000
COLUMN_BYTES = 1000
"""What a column takes that waits, however little it holds."""

_FEW = 64
"""Hits in one column from which on they are kept by themselves."""


@dataclass(slots=True)
class Waiting:
    """Columns of one verdict under headers that say the same of entities in text."""

    column: str
    """The name of the first: to search, one is as good as the other."""

    told: Category | None
    of_things: bool
    """Whether their tables are about things, not persons."""

    columns: list[tuple[str, str, PresentText]] = field(default_factory=list)
    """Asset, name and cells of each."""

    cells: int = 0
    size: int = 0

    def together(self) -> PresentText:
        """Return all cells as one column, whose records are the places in it."""
        first = self.columns[0][2]
        if len(self.columns) == 1:
            return replace(first, records=pa.array(np.arange(len(first.text))))
        text = pa.concat_arrays([cells.text for _, _, cells in self.columns])
        return PresentText(text, pa.array(np.arange(len(text))), len(text), first.is_typed)

    def apart(self, hits: Hits) -> Iterator[tuple[list[str], Hits]]:
        """Yield what was found in all cells with the cells' own names and records: the asset of each, and the hits.

        Where all hits are those of one asset, it is named once.
        """
        ends = np.cumsum([len(cells.text) for _, _, cells in self.columns])
        places = hits.records.to_numpy()
        owners = np.searchsorted(ends, places, side="right")
        found, counts = np.unique(owners, return_counts=True)
        few: defaultdict[str, list[int]] = defaultdict(list)
        for owner, count in zip(found.tolist(), counts.tolist(), strict=True):
            asset, name, cells = self.columns[owner]
            if count < _FEW:
                few[name].append(owner)
                continue
            rows = np.flatnonzero(owners == owner)
            start = ends[owner] - len(cells.text)
            yield [asset], _named(hits, name, rows, cells.records.take(pa.array(places[rows] - start)))
        if few:
            own = pa.concat_arrays([cells.records for _, _, cells in self.columns])
        for name, some in few.items():
            rows = np.flatnonzero(np.isin(owners, some))
            assets = [self.columns[owner][0] for owner in owners[rows].tolist()]
            yield assets, _named(hits, name, rows, own.take(pa.array(places[rows])))


def _named(hits: Hits, name: str, rows: npt.NDArray[np.int64], records: ArrowArray) -> Hits:
    """Return some of the hits under a column's name, at these records."""
    return replace(hits.take(pa.array(rows)), finding=replace(hits.finding, field=name), records=records)


class WaitingTexts:
    """Gathers small columns until there are enough of one kind."""

    def __init__(self) -> None:
        self._waiting: dict[tuple[Any, ...], Waiting] = {}
        self._size = 0

    def add(
        self,
        asset: str,
        name: str,
        cells: PresentText,
        told: Category | None,
        of_things: bool = False,
        said: Hashable = None,
    ) -> Waiting | None:
        """Take in a column; return the columns of its kind once they are to be looked at.

        Args:
            asset: where it stands.
            name: its header.
            cells: those that hold something.
            told: the category of its verdict.
            of_things: whether its table is about things.
            said: what its header says of the entities that are looked for; columns are put together by it.
        """
        if not len(cells.text):
            return None
        if cells.codes is not None:  # already as quick alone
            return Waiting(name, told, of_things, [(asset, name, cells)])
        key = (said, told, of_things, cells.is_typed, str(cells.text.type))
        waiting = self._waiting.setdefault(key, Waiting(name, told, of_things))
        waiting.columns.append((asset, name, cells))
        waiting.cells += len(cells.text)
        waiting.size += cells.text.nbytes + COLUMN_BYTES
        self._size += cells.text.nbytes + COLUMN_BYTES
        enough = len(cells.text) >= LARGE or waiting.cells >= _CELLS or waiting.size >= _BYTES
        if not enough and self._size < _BYTES_IN_ALL:
            return None
        self._size -= waiting.size
        return self._waiting.pop(key)

    def rest(self) -> Iterator[Waiting]:
        """Yield what has not been looked at yet."""
        while self._waiting:
            waiting = self._waiting.popitem()[1]
            self._size -= waiting.size
            yield waiting

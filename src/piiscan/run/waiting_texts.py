"""Texts put together: to look for patterns in one cell costs as much as in a thousand, and an engine has to warm up."""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pyarrow as pa

from piiscan.detectors.table.presence import PresentText
from piiscan.model.categories import Category
from piiscan.model.findings import Hits

LARGE = 65_536
"""Cells from which on a column is looked at by itself."""

_CELLS = 131_072
_BYTES = 8_000_000
_BYTES_IN_ALL = 64_000_000


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

    def apart(self, hits: Hits) -> Iterator[tuple[str, Hits]]:
        """Yield what was found in all cells, by asset, with the cells' own names and records."""
        ends = np.cumsum([len(cells.text) for _, _, cells in self.columns])
        places = hits.records.to_numpy()
        owners = np.searchsorted(ends, places, side="right")
        for owner in np.unique(owners):
            rows = pa.array(np.flatnonzero(owners == owner))
            asset, name, cells = self.columns[owner]
            start = ends[owner] - len(cells.text)
            records = cells.records.take(pa.array(places[owners == owner] - start))
            yield (
                asset,
                replace(
                    hits,
                    finding=replace(hits.finding, field=name),
                    records=records,
                    span_start=None if hits.span_start is None else hits.span_start.take(rows),
                    span_end=None if hits.span_end is None else hits.span_end.take(rows),
                ),
            )


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
        waiting.size += cells.text.nbytes
        self._size += cells.text.nbytes
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

"""Texts of small tables, put together: to look for patterns in one cell costs as much as in a thousand."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pyarrow as pa

from piiscan.detectors.table.presence import PresentText
from piiscan.model.categories import Category
from piiscan.model.findings import Hits

LARGE = 512
"""Cells from which on a column is looked at by itself."""

_CELLS = 8_192
_BYTES = 8_000_000


@dataclass(slots=True)
class Waiting:
    """Columns of one name and one verdict, each of another asset."""

    column: str
    told: Category | None
    of_things: bool
    """Whether their tables are about things, not persons."""

    columns: list[tuple[str, PresentText]] = field(default_factory=list)
    cells: int = 0
    size: int = 0

    def together(self) -> PresentText:
        """Return all cells as one column, whose records are the places in it."""
        first = self.columns[0][1]
        text = pa.concat_arrays([cells.text for _, cells in self.columns])
        return replace(first, text=text, records=pa.array(np.arange(len(text))), rows=len(text))

    def apart(self, hits: Hits) -> Iterator[tuple[str, Hits]]:
        """Yield what was found in all cells, by asset and with the cells' own records."""
        ends = np.cumsum([len(cells.text) for _, cells in self.columns])
        places = hits.records.to_numpy()
        owners = np.searchsorted(ends, places, side="right")
        for owner in np.unique(owners):
            rows = pa.array(np.flatnonzero(owners == owner))
            asset, cells = self.columns[owner]
            start = ends[owner] - len(cells.text)
            records = cells.records.take(pa.array(places[owners == owner] - start))
            yield (
                asset,
                replace(
                    hits,
                    records=records,
                    span_start=None if hits.span_start is None else hits.span_start.take(rows),
                    span_end=None if hits.span_end is None else hits.span_end.take(rows),
                ),
            )


class WaitingTexts:
    """Gathers small columns until there are enough of one kind."""

    def __init__(self) -> None:
        self._waiting: dict[tuple[Any, ...], Waiting] = {}

    def add(
        self, asset: str, name: str, cells: PresentText, told: Category | None, of_things: bool = False
    ) -> Waiting | None:
        """Take in a column; return the columns of its kind once they are to be looked at."""
        if not len(cells.text):
            return None
        key = (name, told, of_things, cells.is_typed, str(cells.text.type))
        waiting = self._waiting.setdefault(key, Waiting(name, told, of_things))
        waiting.columns.append((asset, cells))
        waiting.cells += len(cells.text)
        waiting.size += cells.text.nbytes
        enough = len(cells.text) >= LARGE or waiting.cells >= _CELLS or waiting.size >= _BYTES
        return self._waiting.pop(key) if enough else None

    def rest(self) -> Iterator[Waiting]:
        """Yield what has not been looked at yet."""
        while self._waiting:
            yield self._waiting.popitem()[1]

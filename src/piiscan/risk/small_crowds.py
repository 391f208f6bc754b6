"""Small crowds: how many records stand in crowds of fewer persons than there should be, counted by sorting."""

from collections.abc import Iterable, Sequence
from functools import reduce
from itertools import pairwise

import numpy as np

from piiscan.risk.token_columns import TokenColumns
from piiscan.risk.token_runs import Numbers

_MOST_TOGETHER = 1 << 21
"""Records whose crowds are counted at a time: 16 MB of numbers, and as many of persons."""

_ALL = 1 << 64


class SmallCrowds:
    """Counts the records in small crowds, where a crowd is all records with equal numbers in some columns."""

    def __init__(self, columns: TokenColumns, size: int, persons: int | None = None) -> None:
        """Count crowds of fewer than ``size`` records; or of persons, where a column says whose a record is."""
        self._columns, self._size, self._persons = columns, size, persons

    def count(self, alike: Sequence[int]) -> int:
        """Return the number of records in small crowds of those alike in these columns; 0 without columns."""
        if not alike or not self._columns.records:
            return 0
        passes = -(-self._columns.records // _MOST_TOGETHER)
        bounds = [_ALL * n // passes for n in range(passes + 1)]
        return sum(self._within([alike], low, high)[0] for low, high in pairwise(bounds))

    def estimate(self, several: Sequence[Sequence[int]], share: int) -> list[int]:
        """Return for several sets of columns the number in one crowd of ``share``, chosen by the crowd's number."""
        counted = iter(self._within([alike for alike in several if alike], 0, _ALL // share))
        return [next(counted) if alike else 0 for alike in several]

    def _within(self, several: Sequence[Sequence[int]], low: int, high: int) -> list[int]:
        """Return for each set of columns the records in small crowds whose numbers lie in a range."""
        needed = sorted({column for alike in several for column in alike})
        told = needed if self._persons is None else [*needed, self._persons]
        found: list[list[list[Numbers]]] = [[] for _ in several]
        for chunk in self._columns.read(told):
            by_number = dict(zip(needed, chunk, strict=False))
            for pieces, alike in zip(found, several, strict=True):
                crowds = _together([by_number[column] for column in alike])
                kept = (crowds >= np.uint64(low)) & (crowds <= np.uint64(high - 1))
                pieces.append([crowds[kept], *(column[kept] for column in chunk[len(needed) :])])
        return [self._small(pieces) for pieces in found]

    def _small(self, pieces: list[list[Numbers]]) -> int:
        crowds, *persons = (np.concatenate(column) for column in zip(*pieces, strict=True))
        if not persons:
            crowds.sort()
            return _records_in_small(crowds, None, self._size)
        order = np.lexsort((persons[0], crowds))
        return _records_in_small(crowds[order], persons[0][order], self._size)


def _together(columns: Iterable[Numbers]) -> Numbers:
    """Return one number for each record that stands for its numbers in all columns, which are hashes already."""
    return reduce(np.bitwise_xor, columns)


def _records_in_small(crowds: Numbers, persons: Numbers | None, size: int) -> int:
    """Return the records in crowds below a size, of records sorted by crowd and person."""
    if not len(crowds):
        return 0
    new = np.concatenate([[True], crowds[1:] != crowds[:-1]])
    starts = np.flatnonzero(new)
    records = np.diff(np.append(starts, len(crowds)))
    if persons is None:
        sizes = records
    else:
        other = np.concatenate([[True], persons[1:] != persons[:-1]])
        sizes = np.add.reduceat((new | other).astype(np.int64), starts)
    return int(records[sizes < size].sum())

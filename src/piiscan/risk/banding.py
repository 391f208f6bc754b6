"""Banding: what would remain if columns were made coarser or dropped, counted on the tokens of each band."""

from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import duckdb

from piiscan.model.policies import Step
from piiscan.risk.laid_out import LaidOut, lay_out
from piiscan.risk.small_crowds import SmallCrowds
from piiscan.risk.token_runs import LinkParts, parts_in

_MOST_COLUMNS = 16
_MOST_STEPS = 5
_WORTHWHILE = 0.8
"""A step on one column is taken alone where it leaves at most this part of the records; else all are made coarser."""

_Levels: TypeAlias = dict[str, str]
"""Column to level of detail."""

_WORST = """
SELECT "table" FROM record_crowds JOIN (SELECT DISTINCT asset, "table" FROM token_columns) USING (asset)
WHERE k < $size GROUP BY "table" ORDER BY count(*) DESC, "table" LIMIT 1
"""

_SAMPLED_FROM = 400_000
"""Records from which on the change to make is chosen by a sample of the crowds; what it leaves is always counted."""

_SAMPLE = 200_000


@dataclass(frozen=True, slots=True)
class _Change:
    """A change of one column: to another level, or to nothing."""

    field: str
    level: str | None

    @property
    def words(self) -> str:
        """What to do, in words."""
        kind, _, width = (self.level or "").partition(" ")
        match kind:
            case "band":
                return f"band {self.field} by {width}"
            case "prefix":
                return f"shorten {self.field} to its first {width} characters"
            case _:
                return f"drop the column {self.field}"


def crowd_steps(
    db: duckdb.DuckDBPyConnection, size: int, parts: LinkParts | None = None, folder: Path | None = None
) -> tuple[Step, ...]:
    """Return what would make the small crowds of the worst table larger, one step after the other.

    Needs ``links``, ``subjects``, ``record_crowds`` and ``token_columns``. Making coarser is tried before dropping.

    Args:
        db: the report's database.
        size: persons that a crowd should have.
        parts: gives ``links`` part by part, where that is quicker than from the database.
        folder: where the tokens of the table lie meanwhile.
    """
    worst = db.execute(_WORST, {"size": size}).fetchall()
    if not worst:
        return ()
    table = worst[0][0]
    laid = lay_out(db, table, parts or parts_in(db), _MOST_COLUMNS, folder)
    with laid.tokens:
        return tuple(Step(f"{words} in {table}", left) for words, left in _steps(_Crowds(laid, size)))


def _steps(crowds: "_Crowds") -> list[tuple[str, int]]:
    """Return what to do and how many records it leaves in small crowds, one step after the other."""
    now = {column.field: column.level for column in crowds.laid.columns if column.level == "exact"}
    left = crowds.below(now)
    steps: list[tuple[str, int]] = []
    while now and left and len(steps) < _MOST_STEPS:
        words, now, left = _next(crowds, now, left)
        steps.append((words, left))
    return steps


def _next(crowds: "_Crowds", now: _Levels, left: int) -> tuple[str, _Levels, int]:
    """Return the next change: one column coarser where that helps, else all of them, else one dropped."""
    finer: dict[str, list[str]] = {}
    for column in crowds.laid.columns:
        finer.setdefault(column.field, []).append(column.level)
    coarser = [_Change(name, level) for name in now for level in finer[name][finer[name].index(now[name]) + 1 :]]
    if coarser:
        best = crowds.best(now, coarser)
        after = crowds.below(_changed(now, best))
        if after <= left * _WORTHWHILE:
            return best.words, _changed(now, best), after
        coarsest = {name: finer[name][-1] for name in now}
        changes = [_Change(name, level).words for name, level in coarsest.items() if level != now[name]]
        return ", ".join(changes), coarsest, crowds.below(coarsest)
    best = crowds.best(now, [_Change(name, None) for name in now])
    return best.words, _changed(now, best), crowds.below(_changed(now, best))


def _changed(now: _Levels, change: _Change) -> _Levels:
    """Return the levels after a change."""
    kept = {name: level for name, level in now.items() if name != change.field}
    return kept if change.level is None else {**kept, change.field: change.level}


class _Crowds:
    """Counts crowds of a table at different levels of detail."""

    def __init__(self, laid: LaidOut, size: int) -> None:
        self.laid = laid
        self._small = SmallCrowds(laid.tokens, size, laid.persons)
        self._known: dict[tuple[int, ...], int] = {}

    def below(self, now: _Levels) -> int:
        """Return the number of records in crowds smaller than the size with columns at these levels."""
        columns = self._columns(now)
        if columns not in self._known:
            self._known[columns] = self._small.count(columns)
        return self._known[columns]

    def best(self, now: _Levels, changes: list[_Change]) -> _Change:
        """Return the change that leaves the fewest records, the first of several."""
        records = self.laid.tokens.records
        if records < max(_SAMPLED_FROM, 2 * _SAMPLE):
            return min(changes, key=lambda change: self.below(_changed(now, change)))
        left = self._small.estimate([self._columns(_changed(now, change)) for change in changes], records // _SAMPLE)
        return changes[left.index(min(left))]

    def _columns(self, now: _Levels) -> tuple[int, ...]:
        """Return the places of the columns at these levels."""
        return tuple(n for n, each in enumerate(self.laid.columns) if now.get(each.field) == each.level)

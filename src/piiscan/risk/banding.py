"""Banding: what would remain if columns were made coarser or dropped, counted on the tokens of each band."""

from dataclasses import dataclass
from functools import reduce
from typing import TypeAlias

import duckdb

from piiscan.model.policies import Step
from piiscan.risk.laid_out import LaidOut, lay_out
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


def crowd_steps(db: duckdb.DuckDBPyConnection, size: int, parts: LinkParts | None = None) -> tuple[Step, ...]:
    """Return what would make the small crowds of the worst table larger, one step after the other.

    Needs ``links``, ``subjects``, ``record_crowds`` and ``token_columns``. Making coarser is tried before dropping.

    Args:
        db: the report's database.
        size: persons that a crowd should have.
        parts: gives ``links`` part by part, where that is quicker than from the database.
    """
    worst = db.execute(_WORST, {"size": size}).fetchall()
    if not worst:
        return ()
    table = worst[0][0]
    laid = lay_out(db, table, parts or parts_in(db), _MOST_COLUMNS)
    crowds = _Crowds(db, laid, size)
    now = {column.field: column.level for column in laid.columns if column.level == "exact"}
    left = crowds.below(now)
    steps: list[Step] = []
    while now and left and len(steps) < _MOST_STEPS:
        words, now, left = _next(crowds, now, left)
        steps.append(Step(f"{words} in {table}", left))
    db.execute("DROP TABLE laid_out")
    return tuple(steps)


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
    """Counts crowds of the laid-out table."""

    def __init__(self, db: duckdb.DuckDBPyConnection, laid: LaidOut, size: int) -> None:
        self.laid, self._db, self._size = laid, db, size
        self._known: dict[str, int] = {}

    def below(self, now: _Levels) -> int:
        """Return the number of records in crowds smaller than the size with columns at these levels."""
        columns = self._columns(now)
        if columns not in self._known:
            self._known[columns] = self._count(columns, "true") if columns else 0
        return self._known[columns]

    def best(self, now: _Levels, changes: list[_Change]) -> _Change:
        """Return the change that leaves the fewest records, the first of several."""
        share = self.laid.records // _SAMPLE if self.laid.records >= _SAMPLED_FROM else 1
        if share <= 1:
            return min(changes, key=lambda change: self.below(_changed(now, change)))
        return min(changes, key=lambda change: self._estimate(self._columns(_changed(now, change)), share))

    def _columns(self, now: _Levels) -> str:
        """Return SQL for one number that stands for all columns at these levels."""
        columns = [f"c{n}" for n, each in enumerate(self.laid.columns) if now.get(each.field) == each.level]
        return reduce("xor({}, {})".format, columns) if columns else ""

    def _estimate(self, columns: str, share: int) -> int:
        """Return how many records of every ``share``-th crowd, by its number, are in small ones."""
        return self._count(columns, f"crowd % {share} = 0") if columns else 0

    def _count(self, columns: str, where: str) -> int:
        size = "count(DISTINCT subject) + count(*) FILTER (subject IS NULL)" if self.laid.subjects else "count(*)"
        subject = ", subject" if self.laid.subjects else ""
        [[records]] = self._db.execute(
            f"SELECT coalesce(sum(records), 0)::BIGINT FROM (SELECT count(*) AS records, {size} AS k "  # noqa: S608 - our own names
            f"FROM (SELECT {columns} AS crowd{subject} FROM laid_out) "
            f"WHERE {where} GROUP BY crowd) WHERE k < $size",
            {"size": self._size},
        ).fetchall()
        return int(records)

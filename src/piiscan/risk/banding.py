"""Banding: what would remain if columns were made coarser or dropped, counted on the tokens of each band."""

from dataclasses import dataclass
from typing import TypeAlias

import duckdb

from piiscan.model.policies import Step

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

_LEVELS = """
SELECT field, level FROM links JOIN token_columns USING (asset, field)
WHERE role = 'quasi' AND "table" = $table GROUP BY field, level
ORDER BY max(count(DISTINCT token)) OVER (PARTITION BY field) DESC, field, level = 'exact' DESC,
         try_cast(split_part(level, ' ', 2) AS DOUBLE) * CASE WHEN level LIKE 'prefix%' THEN -1 ELSE 1 END
LIMIT $most
"""


@dataclass(frozen=True, slots=True)
class _Column:
    """One column at one level of detail."""

    field: str
    level: str


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


def crowd_steps(db: duckdb.DuckDBPyConnection, size: int) -> tuple[Step, ...]:
    """Return what would make the small crowds of the worst table larger, one step after the other.

    Needs ``links``, ``subjects``, ``record_crowds`` and ``token_columns``. Making coarser is tried before dropping.
    """
    worst = db.execute(_WORST, {"size": size}).fetchall()
    if not worst:
        return ()
    table = worst[0][0]
    levels = [_Column(*row) for row in db.execute(_LEVELS, {"table": table, "most": _MOST_COLUMNS}).fetchall()]
    _lay_out(db, table, levels)
    now = {column.field: column.level for column in levels if column.level == "exact"}
    left = _below(db, levels, now, size)
    steps: list[Step] = []
    while now and left and len(steps) < _MOST_STEPS:
        words, now, left = _next(db, levels, now, left, size)
        steps.append(Step(f"{words} in {table}", left))
    db.execute("DROP TABLE laid_out")
    return tuple(steps)


def _next(
    db: duckdb.DuckDBPyConnection, levels: list[_Column], now: _Levels, left: int, size: int
) -> tuple[str, _Levels, int]:
    """Return the next change: one column coarser where that helps, else all of them, else one dropped."""
    finer = {column.field: [c.level for c in levels if c.field == column.field] for column in levels}
    coarser = [_Change(name, level) for name in now for level in finer[name][finer[name].index(now[name]) + 1 :]]
    if coarser:
        after, place = min((_below(db, levels, _changed(now, change), size), n) for n, change in enumerate(coarser))
        if after <= left * _WORTHWHILE:
            return coarser[place].words, _changed(now, coarser[place]), after
        coarsest = {name: finer[name][-1] for name in now}
        changes = [_Change(name, level).words for name, level in coarsest.items() if level != now[name]]
        return ", ".join(changes), coarsest, _below(db, levels, coarsest, size)
    drops = [_Change(name, None) for name in now]
    after, place = min((_below(db, levels, _changed(now, change), size), n) for n, change in enumerate(drops))
    return drops[place].words, _changed(now, drops[place]), after


def _changed(now: _Levels, change: _Change) -> _Levels:
    """Return the levels after a change."""
    kept = {name: level for name, level in now.items() if name != change.field}
    return kept if change.level is None else {**kept, change.field: change.level}


def _lay_out(db: duckdb.DuckDBPyConnection, table: str, levels: list[_Column]) -> None:
    """Create a table with a column per level, so that each question is one grouping."""
    columns = ", ".join(
        f"bit_xor(hash(token)) FILTER (field = {_text(column.field)} AND level = {_text(column.level)}) AS c{n}"
        for n, column in enumerate(levels)
    )
    db.execute(
        f"CREATE OR REPLACE TEMP TABLE laid_out AS SELECT subject, {columns} FROM links "  # noqa: S608 - quoted
        f"JOIN token_columns USING (asset, field) LEFT JOIN subjects USING (asset, record) "
        f"""WHERE role = 'quasi' AND "table" = {_text(table)} GROUP BY asset, record, subject"""
    )


def _below(db: duckdb.DuckDBPyConnection, levels: list[_Column], now: _Levels, size: int) -> int:
    """Return the number of records in crowds smaller than ``size`` with columns at these levels."""
    columns = [f"c{n}" for n, column in enumerate(levels) if now.get(column.field) == column.level]
    if not columns:
        return 0
    [[records]] = db.execute(
        "SELECT coalesce(sum(records), 0)::BIGINT FROM (SELECT count(*) AS records, "  # noqa: S608 - our own names
        "count(DISTINCT subject) + count(*) FILTER (subject IS NULL) AS k "
        f"FROM laid_out GROUP BY {', '.join(columns)}) WHERE k < $size",
        {"size": size},
    ).fetchall()
    return int(records)


def _text(text: str) -> str:
    """Quote a text for SQL."""
    return "'" + text.replace("'", "''") + "'"

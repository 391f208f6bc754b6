"""Lays out the tokens of one table: a row for each record, a column for each field at each level of detail."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa

from piiscan.risk.classes import repeat_persons
from piiscan.risk.token_runs import Filling, LinkParts, Records, Rows, Run, asset_column, runs_in

_ROLES = frozenset({"quasi"})
_LOOKED_BACK = 4
"""Runs before, whose records may be the same: those of a field at its other levels, and of the field before."""

_LEVELS = """
WITH sizes AS (SELECT field, max("distinct") AS size FROM fields WHERE coalesce("table", asset) = $table GROUP BY field)
SELECT field, level FROM token_levels LEFT JOIN sizes USING (field) WHERE "table" = $table
ORDER BY size DESC NULLS LAST, field, level = 'exact' DESC,
         try_cast(split_part(level, ' ', 2) AS DOUBLE) * CASE WHEN level LIKE 'prefix%' THEN -1 ELSE 1 END
LIMIT $most
"""


@dataclass(frozen=True, slots=True)
class Column:
    """One column at one level of detail."""

    field: str
    level: str


@dataclass(frozen=True, slots=True)
class LaidOut:
    """What the table ``laid_out`` holds."""

    columns: tuple[Column, ...]
    """Of ``c0``, ``c1`` and so on: the fields with most values first, each from exact to coarse."""

    records: int
    subjects: bool
    """Whether it has a column ``subject``, because some person stands in several records."""


def lay_out(db: duckdb.DuckDBPyConnection, table: str, parts: LinkParts, most: int) -> LaidOut:
    """Create ``laid_out`` with the tokens of a table as numbers, 0 where a record has none.

    Args:
        db: the report's database, with ``fields``, ``subjects``, ``token_columns`` and ``token_levels``.
        table: the table's name.
        parts: gives ``links`` part by part.
        most: columns at most.
    """
    columns = tuple(Column(*row) for row in db.execute(_LEVELS, {"table": table, "most": most}).fetchall())
    assets = {
        row[0] for row in db.execute('SELECT DISTINCT asset FROM token_columns WHERE "table" = ?', [table]).fetchall()
    }
    names = ", ".join(f"c{n} UBIGINT" for n in range(len(columns)))
    filling = Filling(db, "laid_out", f"asset VARCHAR, record BIGINT, {names}")
    records = 0
    for part in parts():
        for rows in _rows(part, assets, columns):
            records += len(rows)
            filling.add(rows)
    filling.flush()
    subjects = repeat_persons(db)
    if subjects:
        db.execute(
            "CREATE OR REPLACE TEMP TABLE laid_out AS "
            "SELECT laid_out.*, subject FROM laid_out LEFT JOIN subjects USING (asset, record)"
        )
    return LaidOut(columns, records, subjects)


def _rows(part: Iterable[pa.RecordBatch], assets: Collection[str], columns: Sequence[Column]) -> Iterator[pa.Table]:
    """Yield the rows of each asset; the part is read twice, since its tokens take ten times the room of their sums."""
    rows = {asset: Rows(pieces) for asset, pieces in _pieces(part, assets).items()}
    sums = {asset: [each.nothing() for _ in columns] for asset, each in rows.items()}
    places = {(column.field, column.level): at for at, column in enumerate(columns)}
    for asset, run in _quasi(part, assets):
        if (at := places.get((run.field, run.level))) is not None:
            rows[asset].add(sums[asset][at], run, _place_of(run))
    names = ["asset", "record", *(f"c{n}" for n in range(len(columns)))]
    for asset, each in rows.items():
        records = each.records
        told = [pa.array(each.present(numbers)) for numbers in sums.pop(asset)]
        yield pa.table([asset_column(asset, len(records)), pa.array(records), *told], names=names)


def _pieces(part: Iterable[pa.RecordBatch], assets: Collection[str]) -> dict[str, list[Records]]:
    """Return the records of each asset that have tokens; fields that stand in the same records give them once."""
    found: defaultdict[str, list[Records]] = defaultdict(list)
    for asset, run in _quasi(part, assets):
        pieces = found[asset]
        if not any(np.array_equal(run.records, piece) for piece in pieces[-_LOOKED_BACK:]):
            pieces.append(run.records.copy())
    return found


def _quasi(part: Iterable[pa.RecordBatch], assets: Collection[str]) -> Iterator[tuple[str, Run]]:
    for batch in part:
        for asset, run in runs_in(batch, _ROLES):
            if asset in assets:
                yield asset, run


def _place_of(run: Run) -> str:
    return f"{run.level} {run.field}"

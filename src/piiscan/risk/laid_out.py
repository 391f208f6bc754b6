"""Lays out the tokens of one table: a row for each record, a column for each field at each level of detail."""

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from piiscan.risk.classes import repeat_persons
from piiscan.risk.token_runs import Filling, LinkParts, Rows, Run, asset_column, runs_by_asset

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
        for asset, runs in runs_by_asset(part).items():
            quasi = [run for run in runs if run.role == "quasi"] if asset in assets else []
            if quasi:
                rows = _rows(asset, quasi, columns)
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


def _rows(asset: str, quasi: Sequence[Run], columns: Sequence[Column]) -> pa.Table:
    rows = Rows(quasi)
    records = rows.records
    sums = []
    for column in columns:
        own = [run for run in quasi if (run.field, run.level) == (column.field, column.level)]
        sums.append(pa.array(rows.present(rows.sums(own, _place_of))))
    names = ["asset", "record", *(f"c{n}" for n in range(len(columns)))]
    return pa.table([asset_column(asset, len(records)), pa.array(records), *sums], names=names)


def _place_of(run: Run) -> str:
    return f"{run.level} {run.field}"

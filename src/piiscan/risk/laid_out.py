"""Lays out the tokens of one table: a row for each record, a column for each field at each level of detail."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from piiscan.risk.classes import repeat_persons
from piiscan.risk.token_columns import TokenColumns
from piiscan.risk.token_runs import Filling, LinkParts, Numbers, Records, Rows, Run, asset_column, runs_in

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
    """The tokens of a table."""

    columns: tuple[Column, ...]
    """The fields with most values first, each from exact to coarse."""

    tokens: TokenColumns
    """For each of these columns one number a record, 0 where it has none; after them the persons, if they are told."""

    persons: int | None
    """The column of ``tokens`` that says whose a record is, where some person stands in several records."""


def lay_out(
    db: duckdb.DuckDBPyConnection, table: str, parts: LinkParts, most: int, folder: Path | None = None
) -> LaidOut:
    """Lay out the tokens of a table; who asks closes ``tokens``.

    Args:
        db: the report's database, with ``fields``, ``subjects``, ``token_columns`` and ``token_levels``.
        table: the table's name.
        parts: gives ``links`` part by part.
        most: columns at most.
        folder: where the tokens lie meanwhile.
    """
    columns = tuple(Column(*row) for row in db.execute(_LEVELS, {"table": table, "most": most}).fetchall())
    assets = {
        row[0] for row in db.execute('SELECT DISTINCT asset FROM token_columns WHERE "table" = ?', [table]).fetchall()
    }
    repeated = repeat_persons(db)
    tokens = TokenColumns(len(columns) + repeated, folder)
    laid = (rows for part in parts() for rows in _laid(part, assets, columns))
    for numbers in _with_persons(db, laid, len(columns)) if repeated else (each.numbers for each in laid):
        tokens.add(numbers)
    return LaidOut(columns, tokens, len(columns) if repeated else None)


@dataclass(frozen=True, slots=True)
class _Laid:
    """Records of one asset."""

    asset: str
    records: Records
    numbers: list[Numbers]
    """For each column."""


def _with_persons(db: duckdb.DuckDBPyConnection, laid: Iterable[_Laid], columns: int) -> Iterator[list[Numbers]]:
    """Yield the numbers with those of persons behind them: who is unknown is a person of his own."""
    names = [f"c{n}" for n in range(columns)]
    filling = Filling(db, "laid_out", ", ".join(["asset VARCHAR", "record BIGINT", *(f"{n} UBIGINT" for n in names)]))
    for each in laid:
        told = [asset_column(each.asset, len(each.records)), pa.array(each.records), *map(pa.array, each.numbers)]
        filling.add(pa.table(told, names=["asset", "record", *names]))
    filling.flush()
    person = "coalesce(hash(subject), hash(asset, record))"
    found = db.sql(f"SELECT {', '.join([*names, person])} FROM laid_out LEFT JOIN subjects USING (asset, record)")  # noqa: S608 - our own names
    for batch in found.to_arrow_reader(_BATCH_ROWS):
        yield [column.to_numpy() for column in batch.columns]
    db.execute("DROP TABLE laid_out")


_BATCH_ROWS = 100_000


class _Tokens:
    """The tokens of one asset in one part."""

    def __init__(self) -> None:
        self.pieces: list[Records] = []
        self.runs: list[tuple[int, Run]] = []
        """Each with its column."""

    def add(self, run: Run, column: int | None) -> None:
        """Keep the tokens of a column, and the records of any; fields that stand in the same records share them."""
        records = next((p for p in self.pieces[-_LOOKED_BACK:] if np.array_equal(run.records, p)), None)
        if records is None:
            records = run.records.copy()
            self.pieces.append(records)
        if column is not None:
            self.runs.append((column, replace(run, records=records, tokens=run.tokens.copy())))


def _laid(part: Iterable[pa.RecordBatch], assets: Collection[str], columns: Sequence[Column]) -> Iterator[_Laid]:
    """Yield the records of each asset."""
    places = {(column.field, column.level): at for at, column in enumerate(columns)}
    for asset, tokens in _tokens(part, assets, places).items():
        rows = Rows(tokens.pieces)
        sums = [rows.nothing() for _ in columns]
        for column, run in tokens.runs:
            rows.add(sums[column], run, f"{run.level} {run.field}")
        tokens.runs.clear()
        yield _Laid(asset, rows.records, [rows.present(numbers) for numbers in sums])


def _tokens(
    part: Iterable[pa.RecordBatch], assets: Collection[str], places: Mapping[tuple[str, str], int]
) -> dict[str, _Tokens]:
    found: dict[str, _Tokens] = {}
    for batch in part:
        for asset, run in runs_in(batch, _ROLES):
            if asset in assets:
                found.setdefault(asset, _Tokens()).add(run, places.get((run.field, run.level)))
    return found

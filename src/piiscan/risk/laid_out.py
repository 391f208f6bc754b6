"""Lays out the tokens of one table: a row for each record, a column for each field at each level of detail."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from piiscan.risk.classes import repeat_persons
from piiscan.risk.token_columns import TokenColumns
from piiscan.risk.token_runs import Filling, LinkPart, LinkParts, Records, Rows, Run, asset_column, runs_in

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
    persons = len(columns) if repeat_persons(db) else None
    tokens = TokenColumns(len(columns) + (persons is not None), folder)
    places = Filling(db, "laid_out", "asset VARCHAR, record BIGINT, place BIGINT")
    for part in parts():
        laid = _lay_part(part, assets, columns, tokens)
        if persons is not None:
            _note_places(places, laid)
    if persons is not None:
        places.flush()
        _add_persons(db, tokens, persons)
    db.execute("DROP TABLE laid_out")
    return LaidOut(columns, tokens, persons)


_Laid = tuple[str, Rows, int]
"""An asset, its records in one part, and the place of the first of them."""


def _note_places(places: Filling, laid: Iterable[_Laid]) -> None:
    for asset, rows, first in laid:
        told = [asset_column(asset, len(rows)), pa.array(rows.records), pa.array(np.arange(first, first + len(rows)))]
        places.add(pa.table(told, names=["asset", "record", "place"]))


# Who is unknown is a person of his own.
_PERSONS = """
SELECT place, coalesce(hash(subject), hash(asset, record)) AS person
FROM laid_out LEFT JOIN subjects USING (asset, record) ORDER BY place
"""
_BATCH_ROWS = 100_000


def _add_persons(db: duckdb.DuckDBPyConnection, tokens: TokenColumns, column: int) -> None:
    for batch in db.sql(_PERSONS).to_arrow_reader(_BATCH_ROWS):
        tokens.add(column, batch.column("place")[0].as_py(), batch.column("person").to_numpy())


def _lay_part(part: LinkPart, assets: Collection[str], columns: Sequence[Column], tokens: TokenColumns) -> list[_Laid]:
    """Add the tokens of a part, and return what was laid out.

    The part is read twice: of a file that is one part, all tokens would be far more than a process should take.
    """
    rows = {asset: Rows(pieces) for asset, pieces in _pieces(part.without_tokens(), assets).items()}
    first = {asset: tokens.reserve(len(each)) for asset, each in rows.items()}
    at = {(column.field, column.level): number for number, column in enumerate(columns)}
    for asset, run in _quasi(part, assets):
        column = at.get((run.field, run.level))
        if column is not None:
            start, sums = rows[asset].stretch(run, f"{run.level} {run.field}")
            tokens.add(column, first[asset] + start, sums)
    return [(asset, each, first[asset]) for asset, each in rows.items()]


def _pieces(batches: Iterable[pa.RecordBatch], assets: Collection[str]) -> dict[str, list[Records]]:
    """Return the records of each asset that have tokens; fields that stand in the same records give them once."""
    found: defaultdict[str, list[Records]] = defaultdict(list)
    for asset, run in _quasi(batches, assets):
        pieces = found[asset]
        if not any(np.array_equal(run.records, piece) for piece in pieces[-_LOOKED_BACK:]):
            pieces.append(run.records.copy())
    return found


def _quasi(batches: Iterable[pa.RecordBatch], assets: Collection[str]) -> Iterator[tuple[str, Run]]:
    for batch in batches:
        for asset, run in runs_in(batch, _ROLES):
            if asset in assets:
                yield asset, run

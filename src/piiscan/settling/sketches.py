"""The sketches that units left, merged by table or by asset; no more than those of one are held at a time."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

import duckdb

from piiscan.model.columns import ColumnSketch, merge_sketches

_ROWS = 1000


def table_sketches(db: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, list[ColumnSketch]]]:
    """Yield each table with the sketches of its columns, all its parts together, in order of tables.

    Args:
        db: has the view ``sketches``.
    """
    rows = _rows(db, 'FROM sketches ORDER BY "table", name')
    for table, of_table in groupby(rows, key=lambda row: str(row["table"])):
        yield table, [_merged(of_column) for _, of_column in groupby(of_table, key=lambda row: str(row["name"]))]


def asset_sketches(db: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, str, ColumnSketch]]:
    """Yield asset, table and sketch of each column that has a verdict, in order of assets.

    Args:
        db: has the views ``sketches`` and ``verdicts``.
    """
    rows = _rows(
        db,
        """
        FROM sketches SEMI JOIN verdicts ON verdicts."table" = sketches."table" AND verdicts.field = sketches.name
        ORDER BY asset, sketches."table", name
        """,
    )
    for (asset, table, _), of_column in groupby(rows, key=lambda row: (row["asset"], row["table"], row["name"])):
        yield asset, table, _merged(of_column)


def _rows(db: duckdb.DuckDBPyConnection, query: str) -> Iterator[dict[str, Any]]:
    for batch in db.sql(query).to_arrow_reader(_ROWS):
        yield from batch.to_pylist()


def _merged(rows: Iterable[dict[str, Any]]) -> ColumnSketch:
    merged, *others = map(sketch_of, rows)
    for other in others:
        merged = merge_sketches(merged, other)
    return merged


def sketch_of(row: dict[str, Any]) -> ColumnSketch:
    """Return the sketch that a row of the internal table ``sketches`` holds."""
    return ColumnSketch(
        name=row["name"],
        position=row["position"],
        rows=row["rows"],
        nulls=row["nulls"],
        hashes=tuple(row["hashes"]),
        weights=tuple(row["weights"]),
        passes=tuple(row["passes"]),
    )

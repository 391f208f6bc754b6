"""Reads DuckDB databases: every table, opened read-only."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any, BinaryIO

import duckdb
import pyarrow as pa

from piiscan.model.assets import Asset
from piiscan.model.content import Part, TableBatch
from piiscan.model.errors import ReadError
from piiscan.model.units import Layout, Piece
from piiscan.readers.databases import path_of
from piiscan.readers.decoding import whole_piece
from piiscan.readers.flattening import flatten, storage_columns

_ROWS = 8_192
_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "threads": 1,
    "memory_limit": "256MB",
    "enable_external_access": False,
}


def inspect(stream: BinaryIO, asset: Asset, target_bytes: int) -> Layout:  # noqa: ARG001 - a reader's signature
    """Return the database as one piece."""
    return Layout((whole_piece(asset, "duckdb"),))


def read(stream: BinaryIO, piece: Piece) -> Iterator[Part]:  # noqa: ARG001 - a reader's signature
    """Yield the tables. Raises ReadError where it cannot be opened: another version wrote it, say."""
    path = path_of(stream)
    if path is None:
        raise ReadError("a DuckDB database in an archive is not read: unpack it")
    try:
        database = duckdb.connect(path, read_only=True, config=_CONFIG)
    except duckdb.Error as error:
        raise _unreadable(error) from None
    with closing(database):
        for schema, name in database.execute(
            "SELECT schema_name, table_name FROM duckdb_tables() WHERE NOT internal ORDER BY ALL"
        ).fetchall():
            yield _table(database, schema, name)


def _table(database: duckdb.DuckDBPyConnection, schema: str, name: str) -> Part:
    quoted = ".".join('"' + part.replace('"', '""') + '"' for part in (schema, name))
    try:
        rows: Any = database.sql(f"SELECT * FROM {quoted}").to_arrow_reader(_ROWS)  # noqa: S608 - quoted above
    except duckdb.Error as error:
        raise _unreadable(error) from None
    return Part(name if schema == "main" else f"{schema}.{name}", storage_columns(rows.schema), _rows(rows))


def _rows(rows: pa.RecordBatchReader) -> Iterator[TableBatch]:
    record = 0
    try:
        for batch in rows:
            yield from flatten(batch, record)
            record += batch.num_rows
    except (duckdb.Error, OSError) as error:
        raise _unreadable(error) from None


def _unreadable(error: Exception) -> ReadError:
    return ReadError(f"the DuckDB database could not be read ({type(error).__name__})")

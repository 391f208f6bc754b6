"""Reads SQLite databases: every table, opened read-only and as it lies on disk."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import BinaryIO

from piiscan.model.assets import Asset
from piiscan.model.content import Part, TableBatch
from piiscan.model.errors import ReadError
from piiscan.model.units import Layout, Piece
from piiscan.readers.databases import path_of
from piiscan.readers.decoding import whole_piece
from piiscan.readers.flattening import unique_names
from piiscan.readers.text_rows import batches

MOST_IN_MEMORY = 256 << 20
"""Bytes of a database in an archive, which has to be held in memory."""

_TABLES = (
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY rootpage"
)


def inspect(stream: BinaryIO, asset: Asset, target_bytes: int) -> Layout:  # noqa: ARG001 - a reader's signature
    """Return the database as one piece."""
    return Layout((whole_piece(asset, "sqlite"),))


def read(stream: BinaryIO, piece: Piece) -> Iterator[Part]:
    """Yield the tables. Raises ReadError where it is no database, or is encrypted."""
    with closing(_open(stream, piece.size)) as database:
        try:
            names = [name for (name,) in database.execute(_TABLES)]
        except sqlite3.Error as error:
            raise _unreadable(error) from None
        for name in names:
            yield _table(database, name)


def _open(stream: BinaryIO, size: int) -> sqlite3.Connection:
    path = path_of(stream)
    if path is not None:
        # Immutable: no lock is taken and no journal looked for, so nothing is written beside the dataset's file.
        database = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
    elif size <= MOST_IN_MEMORY:
        stream.seek(0)
        database = sqlite3.connect(":memory:")
        database.deserialize(stream.read())
    else:
        raise ReadError("a database of more than 256 MB in an archive is not read: unpack it")
    # Columns may be computed by functions that the database names; none of ours has effects, and none is trusted.
    database.execute("PRAGMA trusted_schema = OFF")
    database.execute("PRAGMA query_only = ON")
    database.text_factory = lambda text: text.decode("utf-8", "replace")
    return database


def _table(database: sqlite3.Connection, name: str) -> Part:
    quoted = _quoted(name)
    try:
        described = database.execute(f"PRAGMA table_xinfo({quoted})").fetchall()
    except sqlite3.Error as error:
        raise _unreadable(error) from None
    names = unique_names(row[1] for row in described)
    columns = zip(names, (row[2] or "any" for row in described), strict=True)
    wanted = ", ".join(_quoted(row[1]) for row in described) or "*"
    return Part(name, tuple(columns), _rows(database, f"SELECT {wanted} FROM {quoted}", names))  # noqa: S608 - quoted


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _rows(database: sqlite3.Connection, query: str, names: tuple[str, ...]) -> Iterator[TableBatch]:
    try:
        yield from batches(names, database.execute(query))
    except sqlite3.Error as error:
        raise _unreadable(error) from None


def _unreadable(error: sqlite3.Error) -> ReadError:
    return ReadError(f"the database could not be read, or is encrypted ({type(error).__name__})")

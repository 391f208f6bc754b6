"""Reads LMDB databases: each pair of key and value is a record."""

from collections.abc import Iterator
from typing import Any, BinaryIO

from piiscan.model.assets import Asset
from piiscan.model.content import TableBatch
from piiscan.model.errors import ReadError
from piiscan.model.units import Layout, Piece
from piiscan.readers.databases import path_of
from piiscan.readers.decoding import whole_piece
from piiscan.readers.extras import load_extra
from piiscan.readers.text_rows import batches, text_or_bytes

_COLUMNS = ("key", "value")


def inspect(stream: BinaryIO, asset: Asset, target_bytes: int) -> Layout:  # noqa: ARG001 - a reader's signature
    """Return the database as one piece. Raises ReadError, also where the extra is missing."""
    _open(stream).close()
    return Layout((whole_piece(asset, "lmdb"),), tuple((name, "any") for name in _COLUMNS))


def read(stream: BinaryIO, piece: Piece) -> Iterator[TableBatch]:  # noqa: ARG001 - a reader's signature
    """Yield the pairs in order of the keys. Raises ReadError."""
    library = load_extra("lmdb", "lmdb", "LMDB databases")
    environment = _open(stream)
    try:
        with environment.begin(buffers=False) as view:
            yield from batches(_COLUMNS, ((text_or_bytes(key), text_or_bytes(value)) for key, value in view.cursor()))
    except library.Error as error:
        raise ReadError(f"the LMDB database could not be read ({type(error).__name__})") from None
    finally:
        environment.close()


def _open(stream: BinaryIO) -> Any:
    library = load_extra("lmdb", "lmdb", "LMDB databases")
    path = path_of(stream)
    if path is None:
        raise ReadError("an LMDB database in an archive is not read: unpack it")
    try:
        return library.open(path, subdir=False, readonly=True, lock=False, create=False, readahead=False)
    except library.Error as error:
        raise ReadError(f"the LMDB database could not be opened ({type(error).__name__})") from None

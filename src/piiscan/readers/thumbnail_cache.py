"""Reads the caches of thumbnails that Windows leaves in folders: they keep those of deleted pictures; an extra."""

import io
import struct
from collections.abc import Iterator
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa

from piiscan.model.assets import Asset, Kind
from piiscan.model.content import ColumnValues, Member, TableBatch, Unread
from piiscan.model.errors import ReadError
from piiscan.model.units import Layout, Piece
from piiscan.readers.decoding import whole_piece
from piiscan.readers.extras import load_extra
from piiscan.readers.forward import can_go_back

NOTE = "a cache of thumbnails, which keeps those of deleted pictures: leave it out of what is handed over"

CATALOG = "Catalog"
"""The stream that lists the file names of the pictures."""

_ENTRY = 16
"""Bytes in front of the first entry, and in front of the name in each."""

_JPEG, _PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
_MOST = 100_000


def inspect(stream: BinaryIO, asset: Asset, target_bytes: int) -> Layout:  # noqa: ARG001 - a reader's signature
    """Return the cache as one piece, with the note that it may show what was deleted. Raises ReadError."""
    load_extra("olefile", "documents", f"{NOTE}; its thumbnails")
    return Layout((whole_piece(asset, "thumbnail_cache", note=NOTE),))


def read(stream: BinaryIO, piece: Piece) -> Iterator[TableBatch | Member | Unread]:  # noqa: ARG001 - a reader's signature
    """Yield the names that the catalog lists, then the thumbnails. Raises ReadError where it cannot be opened."""
    cache = _open(stream)
    for entry in _entries(cache):
        name = "/".join(entry)
        try:
            content = cache.openstream(entry).read()
        except (OSError, ValueError, IndexError) as error:
            yield Unread(f"one of its thumbnails could not be read ({type(error).__name__})")
            continue
        if name == CATALOG:
            yield from _names(content)
        elif (at := _start(content)) >= 0:
            yield Member(name, len(content) - at, 0, io.BytesIO(content[at:]), kind=Kind.PICTURE)


def _open(stream: BinaryIO) -> Any:
    olefile = load_extra("olefile", "documents", f"{NOTE}; its thumbnails")
    if not can_go_back(stream):
        raise ReadError(f"{NOTE}; it is too large to be held in memory")
    stream.seek(0)
    try:
        return olefile.OleFileIO(stream)
    except Exception as error:  # noqa: BLE001 - a damaged file makes the library raise whatever it likes
        raise ReadError(f"{NOTE}; it could not be opened ({type(error).__name__})") from None


def _entries(cache: Any) -> list[list[str]]:
    try:
        return list(cache.listdir()[:_MOST])
    except Exception as error:  # noqa: BLE001 - as above; a directory that contains itself makes it run out of stack
        raise ReadError(f"{NOTE}; its directory could not be read ({type(error).__name__})") from None


def _start(content: bytes) -> int:
    """Return where the picture begins: a header of 12 to some hundred bytes stands in front; -1 where there is none."""
    return min((at for mark in (_JPEG, _PNG) if (at := content.find(mark, 0, 1024)) >= 0), default=-1)


def _names(content: bytes) -> Iterator[TableBatch]:
    """Yield the names: each entry is its length, a number, a time, and a name in UTF-16 up to a zero."""
    listed: list[str] = []
    at = _ENTRY
    while at + _ENTRY <= len(content) and len(listed) < _MOST:
        (size,) = struct.unpack_from("<I", content, at)
        if size <= _ENTRY:
            break
        listed.append(content[at + _ENTRY : at + size].decode("utf-16-le", "replace").partition("\0")[0])
        at += size
    if listed:
        records = pa.array(np.arange(len(listed)), pa.int64())
        names = [name.encode("utf-8", "replace").decode() for name in listed]
        yield TableBatch((ColumnValues("name", pa.array(names, pa.large_string()), records),), len(listed))

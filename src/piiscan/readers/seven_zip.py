"""Reads 7z archives; the package that unpacks them is an extra.

The format packs many members together, and the library hands them out and does not let itself be asked for one. So
they are taken in groups that fit into memory; each group unpacks again what stands before it.
"""

import io
from collections.abc import Iterator
from typing import Any, BinaryIO

from piiscan.model.assets import Asset
from piiscan.model.content import Member, Unread
from piiscan.model.errors import ReadError
from piiscan.model.units import Layout, Piece
from piiscan.readers.decoding import whole_piece
from piiscan.readers.extras import load_extra
from piiscan.readers.forward import can_go_back
from piiscan.readers.limits import EXPANSION_FROM, HELD_BYTES, limits

_GROUPS = 64
"""Groups of one archive: more would unpack its beginning too often."""


def inspect(stream: BinaryIO, asset: Asset, target_bytes: int) -> Layout:  # noqa: ARG001 - a reader's signature
    """Return the archive as one piece. Raises ReadError, also where the extra is missing."""
    _open(stream).close()
    return Layout((whole_piece(asset, "7z"),))


def read(stream: BinaryIO, piece: Piece) -> Iterator[Member | Unread]:
    """Yield the members. Raises ReadError where the archive cannot be opened."""
    archive = _open(stream)
    if archive.needs_password():
        raise ReadError("the 7z archive is encrypted")
    entries = [entry for entry in archive.list() if not entry.is_directory]
    if sum(entry.uncompressed for entry in entries) > max(EXPANSION_FROM, limits().expansion * piece.size):
        raise ReadError(f"it gets more than {limits().expansion} times larger by unpacking, as no data do")
    for count, group in enumerate(_groups(entries)):
        if count == _GROUPS:
            yield Unread(f"only its first {_GROUPS * HELD_BYTES >> 20} MB were unpacked")
            return
        yield from _unpacked(archive, group)


def _open(stream: BinaryIO) -> Any:
    library = load_extra("py7zr", "7z", "7z archives")
    if not can_go_back(stream):
        raise ReadError("a 7z archive is read from its end, and this one is too large to be held in memory")
    stream.seek(0)
    try:
        return library.SevenZipFile(stream, "r")
    except library.exceptions.PasswordRequired:
        raise ReadError("the 7z archive is encrypted") from None
    except (library.exceptions.ArchiveError, OSError, EOFError, ValueError) as error:
        raise ReadError(f"the 7z archive could not be opened ({type(error).__name__})") from None


def _groups(entries: list[Any]) -> Iterator[list[Any]]:
    """Yield members that together fit into memory."""
    group: list[Any] = []
    size = 0
    for entry in entries:
        if group and size + entry.uncompressed > HELD_BYTES:
            yield group
            group, size = [], 0
        group.append(entry)
        size += entry.uncompressed
    if group:
        yield group


def _unpacked(archive: Any, group: list[Any]) -> Iterator[Member]:
    small = [entry for entry in group if entry.uncompressed <= HELD_BYTES]
    contents = _contents(archive, [entry.filename for entry in small])
    for entry in group:
        modified = int(entry.creationtime.timestamp()) * 10**9 if entry.creationtime else 0
        content = contents.get(entry.filename)
        unread = None if content is not None else "it could not be unpacked, or is larger than 64 MB"
        yield Member(entry.filename, entry.uncompressed, modified, io.BytesIO(content or b""), unread)


def _contents(archive: Any, names: list[str]) -> dict[str, bytes]:
    """Return members unpacked into memory; those that cannot be are left out."""
    library = load_extra("py7zr", "7z", "7z archives")
    from py7zr.io import BytesIOFactory

    factory = BytesIOFactory(HELD_BYTES)
    archive.reset()
    try:
        archive.extract(targets=names, factory=factory)
    except (library.exceptions.ArchiveError, OSError, EOFError, ValueError):
        return {}
    unpacked = {}
    for name in names:
        product = factory.products.get(name)
        if product is not None:
            product.seek(0)
            unpacked[name] = product.read()
    return unpacked

"""Reads tar archives as one stream, member by member; compressed ones are unpacked before they come here."""

import io
import tarfile
from collections.abc import Iterator
from typing import BinaryIO, cast

from piiscan.model.assets import Asset, Kind
from piiscan.model.content import Member, Unread
from piiscan.model.errors import ReadError
from piiscan.model.units import Layout, Piece
from piiscan.readers.decoding import whole_piece
from piiscan.readers.forward import can_go_back, seekable

_FAULTS = (tarfile.TarError, EOFError, ValueError, OSError)
_LINK = "a link within the archive: what it points to is read where it lies"
_SPECIAL = "neither a file nor a folder"


def inspect(stream: BinaryIO, asset: Asset, target_bytes: int) -> Layout:  # noqa: ARG001 - a reader's signature
    """Return the archive as one piece. Raises ReadError where its first header is none."""
    _open(stream).close()
    return Layout((whole_piece(asset, "tar"),))


def read(stream: BinaryIO, piece: Piece) -> Iterator[Member | Unread]:  # noqa: ARG001 - a reader's signature
    """Yield the members in order. Raises ReadError where the archive is damaged at its beginning."""
    archive = _open(stream)
    by_seeking = can_go_back(stream)
    seen = 0
    try:
        while (entry := archive.next()) is not None:
            # The library remembers every member, which would take a gigabyte for a few million.
            archive.members = []  # type: ignore[attr-defined]  # typeshed leaves it out
            if not entry.isdir():
                seen += 1
                yield _member(archive, entry, by_seeking)
    except _FAULTS as error:
        yield Unread(f"the archive is damaged after its first {seen} members ({type(error).__name__})")


def _open(stream: BinaryIO) -> tarfile.TarFile:
    """Open an archive: one that can only be read forwards as a stream. Raises ReadError."""
    stream.seek(0)
    try:
        if can_go_back(stream):
            return tarfile.open(fileobj=stream, mode="r:", errors="surrogateescape")
        return tarfile.open(fileobj=stream, mode="r|", errors="surrogateescape", bufsize=1 << 20)
    except _FAULTS as error:
        raise ReadError(f"the tar archive could not be opened ({type(error).__name__})") from None


def _member(archive: tarfile.TarFile, entry: tarfile.TarInfo, by_seeking: bool) -> Member:
    modified = max(0, int(entry.mtime)) * 10**9
    content = cast("BinaryIO | None", archive.extractfile(entry) if entry.isreg() else None)
    if content is None:
        unread, kind = (_LINK, Kind.LINK) if entry.issym() or entry.islnk() else (_SPECIAL, Kind.SPECIAL)
        return Member(entry.name, 0, modified, io.BytesIO(), unread, kind)
    return Member(entry.name, entry.size, modified, content if by_seeking else seekable(content, entry.size))

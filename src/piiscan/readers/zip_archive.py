"""Reads zip archives member by member, in the order in which their contents lie."""

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import BinaryIO, cast

from piiscan.model.assets import Asset
from piiscan.model.content import Member
from piiscan.model.errors import ReadError
from piiscan.model.units import Layout, Piece
from piiscan.readers.decoding import whole_piece
from piiscan.readers.forward import can_go_back, seekable
from piiscan.readers.limits import EXPANSION_FROM, limits

FAULTS = (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError, EOFError, zlib.error)
"""What a damaged archive makes the library raise."""

_ENCRYPTED = 0x1
_UTF8 = 0x800
"""Flag bits 0 and 11 of a member (APPNOTE.TXT, section 4.4.4)."""


def inspect(stream: BinaryIO, asset: Asset, target_bytes: int) -> Layout:  # noqa: ARG001 - a reader's signature
    """Return the archive as one piece. Raises ReadError where its directory cannot be read."""
    opened(stream).close()
    return Layout((whole_piece(asset, "zip"),))


def read(stream: BinaryIO, piece: Piece) -> Iterator[Member]:  # noqa: ARG001 - a reader's signature
    """Yield the members. Raises ReadError where the directory at its end cannot be read."""
    yield from members(stream)


def members(stream: BinaryIO, wanted: Callable[[str], bool] = lambda _: True) -> Iterator[Member]:
    """Yield the members whose names are wanted. Raises ReadError where the directory cannot be read."""
    archive = opened(stream)
    for entry in sorted(archive.infolist(), key=lambda entry: entry.header_offset):
        if not entry.is_dir() and wanted(entry.filename):
            yield _member(archive, entry)


def opened(stream: BinaryIO) -> zipfile.ZipFile:
    """Return the archive. Raises ReadError where its directory cannot be read."""
    if not can_go_back(stream):
        raise ReadError("a zip archive is read from its end, and this one is too large to be held in memory")
    stream.seek(0)
    try:
        return zipfile.ZipFile(stream)
    except FAULTS as error:
        raise ReadError(f"the zip archive's directory could not be read ({type(error).__name__})") from None


def _member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Member:
    if unread := _why_not(entry):
        return Member(_name(entry), entry.file_size, _modified(entry), io.BytesIO(), unread)
    try:
        content = cast("BinaryIO", archive.open(entry))
        # What is stored as it is can be read anywhere; what is packed, only forwards.
        stream = content if entry.compress_type == zipfile.ZIP_STORED else seekable(content, entry.file_size)
    except FAULTS as error:
        unread = f"its content could not be unpacked ({type(error).__name__})"
        return Member(_name(entry), entry.file_size, _modified(entry), io.BytesIO(), unread)
    return Member(_name(entry), entry.file_size, _modified(entry), stream)


def _why_not(entry: zipfile.ZipInfo) -> str | None:
    if entry.flag_bits & _ENCRYPTED:
        return "it is encrypted"
    if entry.file_size > EXPANSION_FROM and entry.file_size > limits().expansion * max(entry.compress_size, 1):
        return f"it gets more than {limits().expansion} times larger by unpacking, as no data do"
    return None


def _name(entry: zipfile.ZipInfo) -> str:
    """Return a member's name: the library takes what is not marked as UTF-8 for an old code page, rightly or not."""
    if entry.flag_bits & _UTF8:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return entry.filename


def _modified(entry: zipfile.ZipInfo) -> int:
    """Return a member's time in nanoseconds since 1970, taken for UTC since the format has no zone; 0 for none."""
    try:
        return int(datetime(*entry.date_time, tzinfo=UTC).timestamp()) * 10**9
    except ValueError:
        return 0

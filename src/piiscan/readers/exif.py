"""EXIF: the three directories of a block, what identifies in its maker note, and its thumbnail."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from piiscan.model.content import ExifTags, MakerValue
from piiscan.readers.maker_notes import maker_values
from piiscan.readers.stream_bytes import Sliceable
from piiscan.readers.tiff import NOTHING, Directory, Form, next_directory, read_directory, tiff_form

MAKE: Final = 0x010F
ORIENTATION: Final = 0x0112
EXIF_DIRECTORY: Final = 0x8769
GPS_DIRECTORY: Final = 0x8825
MAKER_NOTE: Final = 0x927C
_XMP: Final = 0x02BC
_THUMBNAIL_OFFSET: Final = 0x0201
_THUMBNAIL_BYTES: Final = 0x0202
_PRIVATE_DATA: Final = 0xC634

_FIRST = 16_384
"""Bytes of a thumbnail in which its size stands."""

NO_EXIF = ExifTags(NOTHING, NOTHING, NOTHING)


@dataclass(frozen=True, slots=True)
class ExifBlock:
    """What one block says."""

    tags: ExifTags
    orientation: int
    thumbnail: tuple[int, int] | None
    """Width and height of the thumbnail, zeros where it does not say; None where there is none."""

    xmp: tuple[bytes, ...]
    """An XMP packet, which raw pictures keep among their tags."""

    missing: tuple[str, ...]
    """Names of directories that are pointed to and not there."""


def read_exif(data: Sliceable) -> ExifBlock | None:
    """Return what a block that begins with a TIFF header says; None where it is none."""
    header = tiff_form(data)
    if header is None:
        return None
    form, at = header
    main = read_directory(data, at, form)
    if main is None:
        return None
    tags, missing = tags_of(data, main, form)
    orientation = main.number(ORIENTATION) if ORIENTATION in main.entries else 1
    xmp = (main.raw(_XMP),) if _XMP in main.entries else ()
    return ExifBlock(tags, orientation, _thumbnail(data, next_directory(data, at, form), form), xmp, missing)


def tags_of(data: Sliceable, main: Directory, form: Form) -> tuple[ExifTags, tuple[str, ...]]:
    """Return the directories that a main directory points to, and the names of those that are not there."""
    photo = _pointed_to(data, main, EXIF_DIRECTORY, form)
    gps = _pointed_to(data, main, GPS_DIRECTORY, form)
    missing = tuple(name for name, found in (("Exif", photo), ("GPS", gps)) if found is None)
    maker = _maker(data, main, photo, form) if photo else ()
    return ExifTags(main, photo or NOTHING, gps or NOTHING, maker), missing


def _pointed_to(data: Sliceable, main: Directory, tag: int, form: Form) -> Mapping[int, Any] | None:
    if tag not in main.entries:
        return NOTHING
    return read_directory(data, main.number(tag), form)


def _maker(data: Sliceable, main: Directory, photo: Mapping[int, Any], form: Form) -> tuple[MakerValue, ...]:
    holder: Directory | None = photo if isinstance(photo, Directory) else None
    if holder is not None and MAKER_NOTE in holder.entries:
        note, start = holder.block(MAKER_NOTE), holder.place(MAKER_NOTE)
        make = main.get(MAKE)
        return maker_values(data, start, note, make if isinstance(make, str) else "", form)
    if _PRIVATE_DATA in main.entries:
        return _adobe_maker(main, form)
    return ()


def _adobe_maker(main: Directory, form: Form) -> tuple[MakerValue, ...]:
    """Return the values of a maker note that Adobe's converter moved: its order and old place stand before it."""
    private = main.raw(_PRIVATE_DATA)
    at = private.find(b"MakN")
    if not private.startswith(b"Adobe\0") or at < 0:
        return ()
    note = private[at + 14 :]
    make = main.get(MAKE)
    return maker_values(note, 0, note, make if isinstance(make, str) else "", form)


def _thumbnail(data: Sliceable, at: int, form: Form) -> tuple[int, int] | None:
    directory = read_directory(data, at, form) if at else None
    if directory is None or _THUMBNAIL_OFFSET not in directory.entries:
        return None
    head = directory.window(directory.number(_THUMBNAIL_OFFSET), _THUMBNAIL_BYTES, _FIRST)
    return jpeg_size(head) if head[:1] else None


SIZED: Final = frozenset({*range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0)})
"""Markers of frame headers (ITU-T T.81, table B.1)."""


def jpeg_size(head: Sliceable) -> tuple[int, int]:
    """Return width and height of a JPEG picture by its first bytes; zeros where they do not say."""
    at = 2
    while True:
        front = head[at : at + 9]
        if len(front) < 9 or front[0] != 0xFF:  # noqa: PLR2004 - begins every marker
            return 0, 0
        if front[1] in SIZED:
            return int.from_bytes(front[7:9], "big"), int.from_bytes(front[5:7], "big")
        at += 2 + int.from_bytes(front[2:4], "big")


def together(blocks: list[ExifTags]) -> ExifTags:
    """Return several blocks of one file as one; where two hold the same tag, the first counts."""
    if not blocks:
        return NO_EXIF
    if len(blocks) == 1:
        return blocks[0]
    from collections import ChainMap

    def chained(maps: Iterator[Mapping[int, Any]]) -> Mapping[int, Any]:
        # A tag whose value cannot be decoded hides neither the others nor the same tag of another block.
        return ChainMap(*[{tag: value for tag in each if (value := each.get(tag)) is not None} for each in maps])

    return ExifTags(
        main=chained(block.main for block in blocks),
        photo=chained(block.photo for block in blocks),
        gps=chained(block.gps for block in blocks),
        maker=tuple(dict.fromkeys(value for block in blocks for value in block.maker)),
    )

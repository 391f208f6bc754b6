"""Decoded content: what readers hand to detectors. Alternatives are separate classes, told apart with ``match``."""

from dataclasses import dataclass
from typing import Any

from piiscan.model.arrow_types import ArrowArray


@dataclass(frozen=True, slots=True)
class ColumnValues:
    """The values of one field in one batch of records."""

    name: str
    """Column name, or a JSON pointer for what lies deeper."""

    values: ArrowArray
    """A flat array: no lists or structs."""

    records: ArrowArray
    """int64: the record number of each value; a list field has several values for one record."""


@dataclass(frozen=True, slots=True)
class TableBatch:
    """A run of records of a table, as columns."""

    columns: tuple[ColumnValues, ...]
    rows: int


@dataclass(frozen=True, slots=True)
class ImageContent:
    """A picture: what its header says, and its pixels when the budget covers them."""

    format: str
    """Pillow's name, such as ``JPEG``."""

    width: int
    height: int
    """Pixels after orientation."""

    exif: "ExifTags"
    xmp: bytes | None
    """The XMP packet as it stands in the file."""

    iptc: bytes | None = None
    """The IPTC-IIM block as it stands in the file."""

    texts: tuple[tuple[str, str], ...] = ()
    """Keyword and text of the text chunks that PNG files carry."""

    pixels: Any | None = None
    """A reduced RGB ``PIL.Image.Image``, orientation applied; None when the budget does not cover it."""

    note: str | None = None
    """What could not be read of it, a sentence without values."""


@dataclass(frozen=True, slots=True)
class ExifTags:
    """EXIF tags by number, in the three directories that matter (EXIF 3.0, section 4.6)."""

    main: dict[int, Any]
    """IFD0."""

    photo: dict[int, Any]
    """The Exif directory."""

    gps: dict[int, Any]
    """The GPS directory."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A part of an asset that could not be read."""

    reason: str
    """A sentence without values."""

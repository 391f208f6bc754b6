"""Decoded content: what readers hand to detectors. Alternatives are separate classes, told apart with ``match``."""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, BinaryIO, NamedTuple, TypeAlias

from piiscan.model.arrow_types import ArrowArray
from piiscan.model.assets import Kind


class Role(StrEnum):
    """What a column is for, where its format fixes that; a column of a plain table is data."""

    DATA = "data"
    BOOKKEEPING = "bookkeeping"
    """Numbers and names by which a format keeps its own records, such as ``category_id``: no verdict is given on it."""

    LABEL = "label"
    """What a box or a point marks, such as ``face``."""

    LANDMARKS = "landmarks"
    """Positions of marked points."""

    PICTURE = "picture"
    """The picture or the movie that an annotation speaks of."""

    AUTHOR = "author"
    """Who made a document, by its own properties."""


@dataclass(frozen=True, slots=True)
class ColumnValues:
    """The values of one field in one batch of records."""

    name: str
    """Column name, or a JSON pointer for what lies deeper."""

    values: ArrowArray
    """A flat array: no lists or structs."""

    records: ArrowArray
    """int64: the record number of each value; a list field has several values for one record."""

    role: Role = Role.DATA


@dataclass(frozen=True, slots=True)
class TableBatch:
    """A run of records of a table, as columns."""

    columns: tuple[ColumnValues, ...]
    rows: int


class Rational(NamedTuple):
    """A fraction as it stands in a tag; a denominator of 0 stands for a value that is not known."""

    numerator: int
    denominator: int


class MakerTag(StrEnum):
    """What a tag of a maker note holds."""

    SERIAL_NUMBER = "SerialNumber"
    LENS_SERIAL_NUMBER = "LensSerialNumber"
    INTERNAL_SERIAL_NUMBER = "InternalSerialNumber"
    OWNER_NAME = "OwnerName"
    PERSON_NAME = "PersonName"
    """Of a person shown: cameras keep the names of faces they know, and of babies whose age they count."""

    PLACE = "Place"
    """In words."""

    UNIQUE_ID = "ImageUniqueID"
    """An id that no other picture has; what it is is not kept."""


class MakerValue(NamedTuple):
    """One identifying value of a maker note."""

    tag: MakerTag
    text: str


@dataclass(frozen=True, slots=True)
class ExifTags:
    """EXIF tags by number, in the three directories that matter (EXIF 3.0, section 4.6)."""

    main: Mapping[int, Any]
    """IFD0."""

    photo: Mapping[int, Any]
    """The Exif directory."""

    gps: Mapping[int, Any]
    """The GPS directory."""

    maker: tuple[MakerValue, ...] = ()
    """What identifies in the maker's own directory."""

    like: Hashable | None = None
    """Equal for two pictures only where all of this is, but for places and times; None where nobody looked."""


class StatedText(NamedTuple):
    """A text of a movie's or a container's own metadata, by the name of its tag."""

    name: str
    """Such as ``QuickTime:GPSCoordinates``."""

    text: str


class Preview(NamedTuple):
    """A smaller picture inside a picture's file."""

    field: str
    """Such as ``Exif:Thumbnail``."""

    width: int
    height: int
    """Pixels as stored; 0 where the preview does not say."""


@dataclass(frozen=True, slots=True)
class ImageContent:
    """A picture or a movie: what its header says, and its pixels when the budget covers them."""

    format: str
    """Pillow's name, such as ``JPEG``; ``MP4`` for movies."""

    width: int
    height: int
    """Pixels after orientation; 0 where the header does not say."""

    exif: ExifTags
    xmp: tuple[bytes, ...] = ()
    """The XMP packets as they stand in the file."""

    iptc: bytes | None = None
    """The IPTC-IIM block as it stands in the file."""

    texts: tuple[StatedText, ...] = ()
    """Text chunks of PNG files, and the tags of movies."""

    previews: tuple[Preview, ...] = ()
    credentials: bytes | None = None
    """The C2PA manifest store, or as much of it as says that there is one."""

    orientation: int = 1
    """How the stored pixels are turned (EXIF 3.0, section 4.6.5, tag 274)."""

    pixels: Any | None = None
    """A reduced RGB ``PIL.Image.Image``, orientation applied; None when the budget does not cover it."""

    note: str | None = None
    """What could not be read of it, a sentence without values."""

    is_movie: bool = False
    is_sidecar: bool = False
    """Whether this is metadata alone, kept in a file of its own beside a picture."""

    picture_name: str | None = None
    """Of a sidecar: the name of the asset that is its picture."""


@dataclass(frozen=True, slots=True)
class SoundContent:
    """A sound recording, as far as its header says."""

    seconds: float | None
    channels: int | None
    rate: int | None
    """Samples a second."""

    texts: tuple[StatedText, ...] = ()
    """Its tags, such as ``Sound:artist``."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A part of an asset that could not be read."""

    reason: str
    """A sentence without values."""


@dataclass(frozen=True, slots=True)
class Member:
    """An asset within an asset, such as a file in an archive: it is looked at and read like any other."""

    name: str
    """Its path in the archive, with lone surrogates for bytes that are not UTF-8."""

    size: int
    """Bytes, unpacked."""

    modified_ns: int
    stream: BinaryIO
    """Its content, seekable; valid until the next member is asked for."""

    unread: str | None = None
    """Why it cannot be read, such as that it is encrypted; a sentence without values."""

    kind: Kind = Kind.DATA
    """What it is, as far as the archive says: a link, say."""


@dataclass(frozen=True, slots=True)
class Part:
    """A table within an asset that holds several, such as a sheet of a workbook."""

    name: str
    columns: tuple[tuple[str, str], ...]
    """Names and storage types."""

    contents: Iterator[TableBatch | Unread]
    """To be read before the next part is asked for; may raise ReadError."""

    note: str | None = None
    """What the ledger tells of it, such as that it is a hidden sheet."""

    skippable: bool = True
    """Whether the next part can be reached without reading this one."""


Content: TypeAlias = TableBatch | ImageContent | SoundContent | Unread | Member | Part
"""What readers yield."""

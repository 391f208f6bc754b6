"""Findings: one at a time for pictures and names, as columns for tables.

A million findings as objects cost seconds, as columns milliseconds. A detector over a table yields ``Hits``: the
constant part once, and an array of record numbers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from piiscan.model.arrow_types import ArrowArray
from piiscan.model.categories import Category


class Evidence(StrEnum):
    """Where a finding was seen."""

    COLUMN = "column"
    EXIF = "exif"
    XMP = "xmp"
    IPTC = "iptc"
    MAKERNOTE = "makernote"
    QUICKTIME = "quicktime"
    PIXELS = "pixels"
    OCR = "ocr"
    PATTERN = "pattern"
    NER = "ner"
    PATH = "path"
    SIDECAR = "sidecar"
    SOUND = "sound"


class Place(StrEnum):
    """Where a category stands, as far as it matters for getting rid of it."""

    COLUMN = "column"
    TEXT = "text"
    METADATA = "metadata"
    NAME = "name"
    PIXELS = "pixels"
    ANYWHERE = "anywhere"
    NEW = "new"
    """Anywhere, and not in the baseline."""


PLACES: Mapping[Evidence, Place] = {
    Evidence.COLUMN: Place.COLUMN,
    Evidence.EXIF: Place.METADATA,
    Evidence.XMP: Place.METADATA,
    Evidence.IPTC: Place.METADATA,
    Evidence.MAKERNOTE: Place.METADATA,
    Evidence.QUICKTIME: Place.METADATA,
    Evidence.SIDECAR: Place.METADATA,
    Evidence.PATH: Place.NAME,
    Evidence.PIXELS: Place.PIXELS,
    Evidence.OCR: Place.PIXELS,
    Evidence.SOUND: Place.PIXELS,
    Evidence.PATTERN: Place.TEXT,
    Evidence.NER: Place.TEXT,
}
"""The place of what each kind of evidence tells."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels, after the picture's orientation was applied."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One sensitive attribute at one place of one record."""

    detector: str
    """Identifier of the detector, such as ``image.gps``."""

    category: Category
    """The kind of attribute, such as location or age."""

    field: str
    """Metadata tag such as ``Exif:GPSLatitude``, ``pixels``, ``path``, or a column."""

    evidence: Evidence
    """Where it was seen."""

    confidence: float
    """How sure we are, 0 to 1; says nothing of how much it matters."""

    precision: float | None = None
    """Metres for positions, years for ages and dates."""

    shown: str | None = None
    """A masked form of the value that is safe to print."""

    box: Box | None = None
    """Where in the picture."""


@dataclass(frozen=True, slots=True)
class Hits:
    """The same finding at many records of one column: the constant part once, record numbers as a column."""

    finding: Finding
    """What all rows share."""

    records: ArrowArray
    """int64, one per row."""

    span_start: ArrowArray | None = None
    """int32 code points in the cell, for findings in text."""

    span_end: ArrowArray | None = None
    """int32, one past the last code point."""

    def take(self, rows: ArrowArray) -> "Hits":
        """Return those at these places."""
        begin, end = self.span_start, self.span_end
        return Hits(
            self.finding,
            self.records.take(rows),
            None if begin is None else begin.take(rows),
            None if end is None else end.take(rows),
        )

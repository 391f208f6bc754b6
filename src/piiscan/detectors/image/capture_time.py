"""When a photo was taken, by EXIF, XMP and IPTC."""

import re
from collections.abc import Iterator
from datetime import datetime

from PIL.ExifTags import GPS, Base

from piiscan.detectors.image.exif_text import exif_text
from piiscan.detectors.image.iptc import iptc_values
from piiscan.detectors.image.xmp import EXIF, PHOTOSHOP, XMP, parse_xmp
from piiscan.model.categories import Category
from piiscan.model.content import ImageContent
from piiscan.model.findings import Evidence, Finding
from piiscan.model.masks import mask

DETECTOR = "image.capture_time"

_SECONDS_PER_YEAR = 365.25 * 86_400
_DAY = 86_400

_DATE = re.compile(r"(\d{4})[:/-]?(\d\d)[:/-]?(\d\d)(?:[T ]+(\d\d):?(\d\d)(?::?(\d\d))?)?")

_XMP_PROPERTIES = ((EXIF, "DateTimeOriginal"), (PHOTOSHOP, "DateCreated"), (XMP, "CreateDate"))
_IPTC_DATE_CREATED = (2, 55)


def find_capture_time(content: ImageContent) -> list[Finding]:
    """Return at most one finding for each kind of metadata: the tag that speaks most of the moment of capture."""
    by_kind = (_in_exif(content), _in_xmp(content), _in_iptc(content))
    return [finding for candidates in by_kind for finding in list(candidates)[:1]]


def stated_seconds(text: str) -> int | None:
    """Return how finely a text states a moment, in seconds; None where it is not a real date.

    ``0000:00:00`` and blanks stand for an unknown date, and a first of January at midnight for a clock never set.
    """
    match = _DATE.match(text.strip())
    if match is None:
        return None
    numbers = [int(part) for part in match.groups() if part is not None]
    try:
        moment = datetime(*numbers)  # type: ignore[arg-type]  # noqa: DTZ001 - only whether it exists is asked
    except ValueError:
        return None
    if len(numbers) == 3:  # noqa: PLR2004 - year, month, day
        return _DAY
    is_unset_clock = (moment.month, moment.day, moment.hour, moment.minute) == (1, 1, 0, 0)
    return None if is_unset_clock else (1 if len(numbers) > 5 else 60)  # noqa: PLR2004 - with seconds


def _in_exif(content: ImageContent) -> Iterator[Finding]:
    exif = content.exif
    tags = (
        (exif_text(exif.photo.get(Base.DateTimeOriginal)), "DateTimeOriginal", 0.97),
        (exif_text(exif.photo.get(Base.DateTimeDigitized)), "DateTimeDigitized", 0.9),
        (exif_text(exif.gps.get(GPS.GPSDateStamp)), "GPSDateStamp", 0.9),
        # The time of the last change, which is that of capture only in files that no program has touched.
        (exif_text(exif.main.get(Base.DateTime)), "DateTime", 0.6),
    )
    for text, name, confidence in tags:
        yield from _finding(text, f"Exif:{name}", Evidence.EXIF, confidence)


def _in_xmp(content: ImageContent) -> Iterator[Finding]:
    packet = parse_xmp(content.xmp)
    for namespace, name in _XMP_PROPERTIES:
        yield from _finding(packet.first(namespace, name) or "", f"XMP:{name}", Evidence.XMP, 0.8)


def _in_iptc(content: ImageContent) -> Iterator[Finding]:
    for text in iptc_values(content.iptc, *_IPTC_DATE_CREATED):
        yield from _finding(text, "IPTC:DateCreated", Evidence.IPTC, 0.8)


def _finding(text: str, field: str, evidence: Evidence, confidence: float) -> Iterator[Finding]:
    seconds = stated_seconds(text)
    if seconds is None:
        return
    yield Finding(
        detector=DETECTOR,
        category=Category.TIME_EVENT,
        field=field,
        evidence=evidence,
        confidence=confidence,
        precision=seconds / _SECONDS_PER_YEAR,
        shown=mask(Category.TIME_EVENT),
    )

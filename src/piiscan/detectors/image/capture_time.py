"""When a photo was taken, by EXIF, XMP and IPTC."""

import re
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from typing import Final

from piiscan.detectors.image.exif_text import exif_text
from piiscan.detectors.image.iptc import iptc_values
from piiscan.detectors.image.xmp import EXIF, PHOTOSHOP, XMP, xmp_of
from piiscan.model.categories import Category
from piiscan.model.content import ExifTags, ImageContent
from piiscan.model.findings import Evidence, Finding
from piiscan.model.masks import mask

DETECTOR = "image.capture_time"

_SECONDS_PER_YEAR = 365.25 * 86_400
_DAY = 86_400

_DATE = re.compile(r"(\d{4})[:/-]?(\d\d)[:/-]?(\d\d)(?:[T ]+(\d\d):?(\d\d)(?::?(\d\d))?)?")

_XMP_PROPERTIES = ((EXIF, "DateTimeOriginal"), (PHOTOSHOP, "DateCreated"), (XMP, "CreateDate"))
_IPTC_DATE_CREATED = (2, 55)
_TEXT_TAGS = frozenset(
    {"QuickTime:ContentCreateDate", "QuickTime:CreationDate", "PNG:Creation Time", "Takeout:photoTakenTime"}
)

_ORIGINAL: Final = 0x9003
_DIGITIZED: Final = 0x9004
_CHANGED: Final = 0x0132
_GPS_DATE: Final = 0x1D


def find_capture_time(content: ImageContent) -> list[Finding]:
    """Return at most one finding for each kind of metadata: the tag that speaks most of the moment of capture."""
    by_kind: list[Iterator[Finding]] = [iter(find_exif_time(content.exif))]
    if content.xmp:
        by_kind.append(_in_xmp(content))
    if content.iptc:
        by_kind.append(_in_iptc(content))
    if content.texts:
        by_kind.append(_in_texts(content))
    first = (next(candidates, None) for candidates in by_kind)
    return [finding for finding in first if finding is not None]


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


def find_exif_time(exif: ExifTags) -> list[Finding]:
    """Return what the EXIF tag says that speaks most of the moment of capture."""
    for directory, tag, name, confidence in (
        (exif.photo, _ORIGINAL, "DateTimeOriginal", 0.97),
        (exif.photo, _DIGITIZED, "DateTimeDigitized", 0.9),
        (exif.gps, _GPS_DATE, "GPSDateStamp", 0.9),
        # The time of the last change, which is that of capture only in files that no program has touched.
        (exif.main, _CHANGED, "DateTime", 0.6),
    ):
        if tag in directory:
            seconds = stated_seconds(exif_text(directory.get(tag)))
            if seconds is not None:
                return [_found(f"Exif:{name}", Evidence.EXIF, confidence, seconds)]
    return []


def _in_xmp(content: ImageContent) -> Iterator[Finding]:
    packet = xmp_of(content)
    for namespace, name in _XMP_PROPERTIES:
        yield from _finding(packet.first(namespace, name) or "", f"XMP:{name}", Evidence.XMP, 0.8)


def _in_iptc(content: ImageContent) -> Iterator[Finding]:
    for text in iptc_values(content.iptc, *_IPTC_DATE_CREATED):
        yield from _finding(text, "IPTC:DateCreated", Evidence.IPTC, 0.8)


def _in_texts(content: ImageContent) -> Iterator[Finding]:
    for name, text in content.texts:
        if name in _TEXT_TAGS:
            evidence = Evidence.SIDECAR if content.is_sidecar else Evidence.QUICKTIME
            yield from _finding(text, name, evidence if name != "PNG:Creation Time" else Evidence.EXIF, 0.8)


def _finding(text: str, field: str, evidence: Evidence, confidence: float) -> Iterator[Finding]:
    seconds = stated_seconds(text)
    if seconds is not None:
        yield _found(field, evidence, confidence, seconds)


@lru_cache(maxsize=64)
def _found(field: str, evidence: Evidence, confidence: float, seconds: int) -> Finding:
    return Finding(
        detector=DETECTOR,
        category=Category.TIME_EVENT,
        field=field,
        evidence=evidence,
        confidence=confidence,
        precision=seconds / _SECONDS_PER_YEAR,
        shown=mask(Category.TIME_EVENT),
    )

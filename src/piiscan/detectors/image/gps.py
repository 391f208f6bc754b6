"""Where a photo was taken: positions in the EXIF GPS directory and in XMP."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from PIL.ExifTags import GPS

from piiscan.detectors.image.exif_text import exif_text
from piiscan.detectors.image.xmp import DJI, EXIF, XmpPacket, parse_xmp
from piiscan.model.categories import Category
from piiscan.model.content import ImageContent
from piiscan.model.findings import Evidence, Finding
from piiscan.model.masks import coordinates_shown

DETECTOR = "image.gps"

PRECISE_WITHIN_METRES = 564.0
"""1,850 feet: what California counts as precise geolocation (see location.coordinates in the taxonomy)."""

_METRES_PER_DEGREE = 111_320.0
"""Along a meridian; along a parallel it is less, so a precision is never understated."""

_UNITS = (Fraction(1), Fraction(1, 60), Fraction(1, 3600))
"""Degrees, minutes, seconds."""

_XMP_PROPERTIES = (
    (EXIF, "GPSLatitude", "GPSLongitude"),
    (DJI, "GpsLatitude", "GpsLongitude"),
    (DJI, "GpsLatitude", "GpsLongtitude"),  # so spelt in the firmware of early drones
)

_NUMBER = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Angle:
    """A latitude or longitude as it is written."""

    degrees: float
    step: float
    """Degrees between this and the next angle that could have been written: what its digits state."""

    has_hemisphere: bool = True


def find_gps(content: ImageContent) -> list[Finding]:
    """Return a finding for each position: one from EXIF, one for each distinct one in XMP."""
    found = [_from_exif(content.exif.gps), *_from_xmp(parse_xmp(content.xmp))]
    return list(dict.fromkeys(finding for finding in found if finding is not None))


def _from_exif(gps: dict[int, Any]) -> Finding | None:
    latitude = exif_angle(gps.get(GPS.GPSLatitude), exif_text(gps.get(GPS.GPSLatitudeRef)))
    longitude = exif_angle(gps.get(GPS.GPSLongitude), exif_text(gps.get(GPS.GPSLongitudeRef)))
    error = _metres(gps.get(GPS.GPSHPositioningError))
    return _finding(latitude, longitude, "Exif:GPSLatitude", Evidence.EXIF, error)


def _from_xmp(packet: XmpPacket) -> Iterator[Finding | None]:
    for namespace, latitude_name, longitude_name in _XMP_PROPERTIES:
        latitudes, longitudes = packet.values(namespace, latitude_name), packet.values(namespace, longitude_name)
        for latitude, longitude in zip(latitudes, longitudes, strict=False):
            yield _finding(xmp_angle(latitude), xmp_angle(longitude), f"XMP:{latitude_name}", Evidence.XMP, 0.0)


def _finding(
    latitude: Angle | None, longitude: Angle | None, field: str, evidence: Evidence, error_metres: float
) -> Finding | None:
    """Return the finding, None where the two are not a place: missing, out of range, or the 0/0 of a missing fix."""
    if latitude is None or longitude is None or not _is_place(latitude.degrees, longitude.degrees):
        return None
    # Both come from one fix, so that one of them is round is chance: the finer says how fine it is.
    precision = max(min(latitude.step, longitude.step) * _METRES_PER_DEGREE, error_metres)
    is_precise = precision <= PRECISE_WITHIN_METRES
    return Finding(
        detector=DETECTOR,
        category=Category.LOCATION_COORDINATES if is_precise else Category.LOCATION_COARSE,
        field=field,
        evidence=evidence,
        confidence=0.98 if latitude.has_hemisphere and longitude.has_hemisphere else 0.9,
        precision=float(f"{precision:.3g}"),
        shown=coordinates_shown(latitude.degrees, longitude.degrees),
    )


def _is_place(latitude: float, longitude: float) -> bool:
    in_range = abs(latitude) <= 90 and abs(longitude) <= 180  # noqa: PLR2004 - degrees of a globe
    return in_range and (latitude, longitude) != (0, 0)


def exif_angle(value: Any, hemisphere: str) -> Angle | None:
    """Read degrees, minutes and seconds as rationals (EXIF 3.0, section 4.6.7); None where there are no degrees.

    A part whose denominator is 0 is unknown and counts as 0, as writers that know no seconds mean it.
    """
    if isinstance(value, str):
        return xmp_angle(f"{value}{hemisphere}")
    parts = value if isinstance(value, tuple | list) else (value,)
    fractions = [_fraction(part) for part in parts[:3]]
    if not fractions or fractions[0] is None:
        return None
    return _angle([part or Fraction(0) for part in fractions], hemisphere[:1].upper())


def xmp_angle(text: str) -> Angle | None:
    """Read ``DDD,MM.mmk``, ``DDD,MM,SSk`` (XMP specification, part 2, GPSCoordinate), and signed decimal degrees."""
    numbers = [Fraction(number) for number in _NUMBER.findall(text[:100])]
    letters = re.findall(r"(?<![A-Za-z])[NSEWnsew](?![A-Za-z])", text)
    if not 1 <= len(numbers) <= len(_UNITS):
        return None
    if text.strip().startswith("-"):
        numbers = [-number for number in numbers]
    return _angle(numbers, letters[-1].upper() if letters else "")


def _angle(parts: list[Fraction], hemisphere: str) -> Angle | None:
    if any(abs(part) > 60 for part in parts[1:]):  # noqa: PLR2004 - minutes and seconds
        return None
    degrees = sum((part * unit for part, unit in zip(parts, _UNITS, strict=False)), start=Fraction(0))
    if hemisphere in ("S", "W") and degrees > 0:
        degrees = -degrees
    return Angle(float(degrees), _step(parts), hemisphere in ("N", "S", "E", "W") and hemisphere != "")


def _step(parts: list[Fraction]) -> float:
    """Return the step of the last part that is not zero: trailing zeros are padding far oftener than a round value."""
    stated = [i for i, part in enumerate(parts) if part] or [0]
    return float(_UNITS[stated[-1]] / parts[stated[-1]].denominator)


def _fraction(value: Any) -> Fraction | None:
    """Return a number, rational or text as a fraction; None for what is none, such as a denominator of 0."""
    numerator, denominator = getattr(value, "numerator", None), getattr(value, "denominator", None)
    try:
        if isinstance(numerator, int) and isinstance(denominator, int):
            return Fraction(numerator, denominator)
        if isinstance(value, str | bytes):
            # Not by Fraction itself: "1e999999999" would keep it busy for hours.
            text = exif_text(value)[:50]
            return Fraction(text) if _NUMBER.fullmatch(text) else None
        return Fraction(value).limit_denominator(10**9)
    except (TypeError, ValueError, ArithmeticError):
        return None


def _metres(value: Any) -> float:
    """Return the stated error in metres, 0 where none is stated."""
    stated = _fraction(value)
    metres = float(stated) if stated is not None else 0.0
    return metres if math.isfinite(metres) and metres > 0 else 0.0

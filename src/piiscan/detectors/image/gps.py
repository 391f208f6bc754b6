"""Where a photo was taken: positions in the EXIF GPS directory and in XMP."""

import math
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple, TypeAlias

from piiscan.detectors.image.exif_text import exif_text
from piiscan.detectors.image.xmp import DJI, EXIF, XmpPacket, xmp_of
from piiscan.model.categories import Category
from piiscan.model.content import ExifTags, ImageContent, Rational
from piiscan.model.findings import Evidence, Finding
from piiscan.model.masks import coordinates_shown

DETECTOR = "image.gps"

PRECISE_WITHIN_METRES = 564.0
"""1,850 feet: what California counts as precise geolocation (see location.coordinates in the taxonomy)."""

_METRES_PER_DEGREE = 111_320.0
"""Along a meridian; along a parallel it is less, so a precision is never understated."""

_UNITS = (1.0, 60.0, 3600.0)
"""Degrees, minutes, seconds: how many make a degree."""

_LATITUDE_REF: Final = 1
_LATITUDE: Final = 2
_LONGITUDE_REF: Final = 3
_LONGITUDE: Final = 4
_ERROR: Final = 0x1F
"""Tags of the GPS directory (EXIF 3.0, section 4.6.7)."""

Part: TypeAlias = tuple[float, float]
"""A number as it is stated, and the step to the next that could have been."""

_ZERO: Part = (0.0, 1.0)
_SIXTY = 60
_SIGNS = {"N": 1, "E": 1, "S": -1, "W": -1}

_XMP_PROPERTIES = (
    (EXIF, "GPSLatitude", "GPSLongitude"),
    (DJI, "GpsLatitude", "GpsLongitude"),
    (DJI, "GpsLatitude", "GpsLongtitude"),  # so spelt in the firmware of early drones
)

_MOVIE_TAGS = frozenset({"QuickTime:GPSCoordinates", "QuickTime:LocationISO6709", "3GPP:Location", "FLIR:GPSPosition"})
_SIDECAR_TAGS = frozenset({"Takeout:geoData", "Takeout:geoDataExif", "Picasa:geotag"})

_NUMBER_OR_RATIO = re.compile(r"(\d+)(?:\.(\d+)|/(\d+))?")
_ISO_6709 = re.compile(r"([+-]\d{1,6}(?:\.\d{1,12})?)([+-]\d{1,7}(?:\.\d{1,12})?)")


class Angle(NamedTuple):
    """A latitude or longitude as it is written."""

    degrees: float
    step: float
    """Degrees between this and the next angle that could have been written: what its digits state."""

    has_hemisphere: bool = True


def find_gps(content: ImageContent) -> list[Finding]:
    """Return a finding for each position: one from EXIF, one for each distinct one in XMP and in a movie's tags."""
    found: list[Finding | None] = [*find_exif_position(content.exif)]
    if content.xmp:
        found += _from_xmp(xmp_of(content))
    if content.texts:
        found += _from_texts(content)
    places = [finding for finding in found if finding is not None]
    return places if len(places) < 2 else list(dict.fromkeys(places))  # noqa: PLR2004 - one alone is no copy


def find_exif_position(exif: ExifTags) -> list[Finding]:
    """Return the position that EXIF states, if it states one."""
    found = _from_exif(exif.gps) if _LATITUDE in exif.gps else None
    return [] if found is None else [found]


def _from_exif(gps: Mapping[int, Any]) -> Finding | None:
    latitude = exif_angle(gps.get(_LATITUDE), exif_text(gps.get(_LATITUDE_REF)))
    if latitude is None:
        return None
    longitude = exif_angle(gps.get(_LONGITUDE), exif_text(gps.get(_LONGITUDE_REF)))
    error = _metres(gps.get(_ERROR)) if _ERROR in gps else 0.0
    return _finding(latitude, longitude, "Exif:GPSLatitude", Evidence.EXIF, error)


def _from_xmp(packet: XmpPacket) -> Iterator[Finding | None]:
    for namespace, latitude_name, longitude_name in _XMP_PROPERTIES:
        latitudes, longitudes = packet.values(namespace, latitude_name), packet.values(namespace, longitude_name)
        for latitude, longitude in zip(latitudes, longitudes, strict=False):
            yield _finding(xmp_angle(latitude), xmp_angle(longitude), f"XMP:{latitude_name}", Evidence.XMP, 0.0)


def _from_texts(content: ImageContent) -> Iterator[Finding | None]:
    for name, text in content.texts:
        if name in _MOVIE_TAGS:
            evidence = Evidence.QUICKTIME if content.is_movie else Evidence.MAKERNOTE
            yield _finding(*iso_6709(text), name, evidence, 0.0)
        elif name in _SIDECAR_TAGS:
            latitude, _, longitude = text.partition(",")
            yield _finding(xmp_angle(latitude), xmp_angle(longitude), name, Evidence.SIDECAR, 0.0)


def _finding(
    latitude: Angle | None, longitude: Angle | None, field: str, evidence: Evidence, error_metres: float
) -> Finding | None:
    """Return the finding, None where the two are not a place: missing, out of range, or the 0/0 of a missing fix."""
    if latitude is None or longitude is None or not _is_place(latitude.degrees, longitude.degrees):
        return None
    # Both come from one fix, so that one of them is round is chance: the finer says how fine it is.
    precision = max(min(latitude.step, longitude.step) * _METRES_PER_DEGREE, error_metres)
    confidence = 0.98 if latitude.has_hemisphere and longitude.has_hemisphere else 0.9
    shown = coordinates_shown(latitude.degrees, longitude.degrees)
    return _found(field, evidence, confidence, float(f"{precision:.3g}"), shown)


@lru_cache(maxsize=4096)
def _found(field: str, evidence: Evidence, confidence: float, precision: float, shown: str) -> Finding:
    """Return one object for all photos taken near one another."""
    is_precise = precision <= PRECISE_WITHIN_METRES
    return Finding(
        detector=DETECTOR,
        category=Category.LOCATION_COORDINATES if is_precise else Category.LOCATION_COARSE,
        field=field,
        evidence=evidence,
        confidence=confidence,
        precision=precision,
        shown=shown,
    )


def _is_place(latitude: float, longitude: float) -> bool:
    in_range = abs(latitude) <= 90 and abs(longitude) <= 180  # noqa: PLR2004 - degrees of a globe
    return in_range and (latitude, longitude) != (0, 0)


def exif_angle(value: Any, hemisphere: str) -> Angle | None:
    """Read degrees, minutes and seconds as rationals (EXIF 3.0, section 4.6.7); None where there are no degrees.

    A part whose denominator is 0 is unknown and counts as 0, as writers that know no seconds mean it.
    """
    if type(value) is tuple and len(value) == len(_UNITS) and (angle := _usual_angle(value, hemisphere[:1])):
        return angle
    if isinstance(value, str):
        return xmp_angle(f"{value}{hemisphere}")
    is_several = isinstance(value, tuple | list) and not isinstance(value, Rational)
    parts = [_ratio(part) for part in (value if is_several else (value,))[:3]]
    if not parts or parts[0] is None:
        return None
    return _angle([part or _ZERO for part in parts], hemisphere[:1].upper())


def _usual_angle(parts: tuple[Any, ...], hemisphere: str) -> Angle | None:
    """Return what three rationals say, for the form in which nearly all cameras write; None for all others."""
    whole, minutes, seconds = parts
    if not (type(whole) is type(minutes) is type(seconds) is Rational and hemisphere in _SIGNS):
        return None
    is_usual = whole[1] == minutes[1] == 1 and seconds[1] > 0
    if not (is_usual and 0 <= minutes[0] <= _SIXTY and 0 < seconds[0] <= _SIXTY * seconds[1]):
        return None
    step = math.gcd(seconds[0], seconds[1]) / seconds[1] / 3600
    return Angle(_SIGNS[hemisphere] * (whole[0] + minutes[0] / 60 + seconds[0] / seconds[1] / 3600), step)


def xmp_angle(text: str) -> Angle | None:
    """Read ``DDD,MM.mmk``, ``DDD,MM,SSk`` (XMP specification, part 2, GPSCoordinate), and signed decimal degrees.

    A part may be written as a fraction, as EXIF writes it.
    """
    text = text[:100]
    numbers = [_stated(*found) for found in _NUMBER_OR_RATIO.findall(text)]
    letters = re.findall(r"(?<![A-Za-z])[NSEWnsew](?![A-Za-z])", text)
    if not 1 <= len(numbers) <= len(_UNITS) or None in numbers:
        return None
    angle = _angle([number for number in numbers if number], letters[-1].upper() if letters else "")
    if angle is not None and text.strip().startswith("-") and angle.degrees > 0:
        return Angle(-angle.degrees, angle.step, angle.has_hemisphere)
    return angle


def iso_6709(text: str) -> tuple[Angle | None, Angle | None]:
    """Read ``+DD.DDDD-DDD.DDDD…/`` and the forms with minutes and seconds (ISO 6709, annex H)."""
    match = _ISO_6709.match(text.strip())
    if match is None:
        return None, None
    return _sexagesimal(match[1], 2), _sexagesimal(match[2], 3)


def _sexagesimal(text: str, degree_digits: int) -> Angle | None:
    whole, _, decimals = text[1:].partition(".")
    minutes = (len(whole) - degree_digits) // 2
    if len(whole) < degree_digits or not 0 <= minutes < len(_UNITS):  # written without leading zeros
        degree_digits, minutes = len(whole), 0
    ends = [degree_digits, *(degree_digits + 2 * part for part in range(1, minutes + 1))]
    pieces = [whole[start:end] for start, end in zip([0, *ends], ends, strict=False)]
    parts = [_stated(piece, decimals if piece is pieces[-1] else "", "") or _ZERO for piece in pieces]
    angle = _angle(parts, "")
    if angle is None:
        return None
    return Angle(-angle.degrees if text[0] == "-" else angle.degrees, angle.step)


def _angle(parts: list[Part], hemisphere: str) -> Angle | None:
    if any(abs(value) > 60 for value, _ in parts[1:]):  # noqa: PLR2004 - minutes and seconds
        return None
    degrees = sum(value / unit for (value, _), unit in zip(parts, _UNITS, strict=False))
    if not math.isfinite(degrees):
        return None
    if hemisphere in ("S", "W") and degrees > 0:
        degrees = -degrees
    return Angle(degrees, _step(parts), hemisphere in ("N", "S", "E", "W") and hemisphere != "")


def _step(parts: list[Part]) -> float:
    """Return the step of the last part that is not zero: trailing zeros are padding far oftener than a round value."""
    stated = [at for at, (value, _) in enumerate(parts) if value] or [0]
    return parts[stated[-1]][1] / _UNITS[stated[-1]]


def _ratio(value: Any) -> Part | None:
    """Return a number, rational or text with its step; None for what is none, such as a denominator of 0."""
    numerator, denominator = getattr(value, "numerator", None), getattr(value, "denominator", None)
    if isinstance(numerator, int) and isinstance(denominator, int):
        if denominator == 0 or value != value:  # noqa: PLR0124 - not a number
            return None
        shared = math.gcd(numerator, denominator)
        return numerator / denominator, abs(shared / denominator)
    if isinstance(value, float):
        return (value, 1e-7) if math.isfinite(value) else None
    if isinstance(value, str | bytes):
        match = _NUMBER_OR_RATIO.fullmatch(exif_text(value)[:50])
        return _stated(*match.groups("")) if match else None
    return None


def _stated(whole: str, decimals: str, denominator: str) -> Part | None:
    """Return the number that a text states, and the step of its last digit; None for a fraction by 0."""
    if denominator:
        divisor = int(denominator[:15])
        return _ratio(Rational(int(whole[:15]), divisor)) if divisor else None
    digits = decimals.rstrip("0")[:15]
    return float(f"{whole[:15]}.{digits or 0}"), float(10.0 ** -len(digits))


def _metres(value: Any) -> float:
    """Return the stated error in metres, 0 where none is stated."""
    stated = _ratio(value)
    return stated[0] if stated is not None and math.isfinite(stated[0]) and stated[0] > 0 else 0.0

"""Coordinates: latitude and longitude belong together, one alone is hardly a position."""

from dataclasses import replace

from piiscan.detectors.table.headers import Header
from piiscan.detectors.table.weigh import Company, weigh_by_rule
from piiscan.model.categories import Category
from piiscan.model.columns import ColumnEvidence, ColumnSketch, Reason
from piiscan.rulebook.rules import ColumnRule

LATITUDE = frozenset(
    {"lat", "latitude", "latitud", "breitengrad", "latitudine", "breedtegraad", "纬度", "緯度", "широта"},
)
LONGITUDE = frozenset(
    {"lon", "long", "lng", "longitude", "longitud", "längengrad", "laengengrad", "longitudine", "lengtegraad"}
    | {"经度", "経度", "долгота"}
)
_PAIRED = Reason(2.0, "the table has its other half, latitude or longitude")
_ALONE = Reason(-2.0, "the table has no other half, latitude or longitude")
_POINT = Reason(1.0, "it holds both halves of a position")

METRES_PER_DEGREE = 111_320.0
"""Of latitude: the mean circumference of the earth, 40,075 km, by 360."""

_MOSTLY = 0.5
PRECISE_METRES = 564.0
"""1,850 feet: what several US state laws call precise geolocation."""


def weigh_coordinates(column: ColumnSketch, header: Header, company: Company, rule: ColumnRule) -> ColumnEvidence:
    """Return the evidence that a column is one half of a position or a whole one, with its precision in metres."""
    evidence = weigh_by_rule(column, header, company, rule)
    precision = _precision(column, rule)
    return replace(
        evidence,
        category=Category.LOCATION_COARSE if precision > PRECISE_METRES else Category.LOCATION_COORDINATES,
        reasons=(*evidence.reasons, *_other_half(column, header, company)),
        precision=precision,
    )


def is_point(column: ColumnSketch) -> bool:
    """Whether most values are whole positions: pairs, WKT or GeoJSON points, geohashes or plus codes."""
    return column.share(*(f"column.coordinates/{test}" for test in _METRES)) >= _MOSTLY


def _other_half(column: ColumnSketch, header: Header, company: Company) -> list[Reason]:
    words = set(header.words)
    if is_point(column):
        return [_POINT]
    for own, other in ((LATITUDE, LONGITUDE), (LONGITUDE, LATITUDE)):
        if words & own:
            return [_PAIRED if any(other & set(mate.words) for mate in company.headers) else _ALONE]
    return []


def _precision(column: ColumnSketch, rule: ColumnRule) -> float:
    """Return metres, from how points are written, or from the most decimals that one value in ten has.

    Trailing zeros may be gone from some.
    """
    for test, metres in _METRES.items():
        if column.share(f"{rule.id}/{test}") >= _TELLING:
            return metres
    for decimals in (6, 5, 4, 3, 2, 1):
        if column.share(*(f"{rule.id}/decimals_{more}" for more in range(decimals, 7))) >= _TELLING:
            return round(METRES_PER_DEGREE / 10**decimals, 2)
    return METRES_PER_DEGREE


_TELLING = 0.1

_METRES = {
    "point_5": 1.11,
    "point_3": 111.32,
    "plus_code": 13.9,
    "geohash_8": 38.2,
    "geohash_7": 152.9,
    "point": 11_132.0,
    "geohash": 1_223.0,
}
"""Metres by the test that tells how finely points are written, the finest first.

Pairs by their decimals; cells of geohashes by their length (Niemeyer 2008: 38 by 19 m at eight letters, 1,223 by 610 m
at six) and of plus codes (Open Location Code specification: 1/8000 of a degree at ten digits).
"""

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

PRECISE_METRES = 564.0
"""1,850 feet: what several US state laws call precise geolocation."""


def weigh_coordinates(column: ColumnSketch, header: Header, company: Company, rule: ColumnRule) -> ColumnEvidence:
    """Return the evidence that a column is one half of a position or a whole one, with its precision in metres."""
    evidence = weigh_by_rule(column, header, company, rule)
    precision = _precision(column, rule)
    return replace(
        evidence,
        category=Category.LOCATION_COARSE if precision > PRECISE_METRES else Category.LOCATION_COORDINATES,
        reasons=(*evidence.reasons, *_other_half(column, header, company, rule)),
        precision=precision,
    )


def _other_half(column: ColumnSketch, header: Header, company: Company, rule: ColumnRule) -> list[Reason]:
    words = set(header.words)
    if column.share(f"{rule.id}/pair") > 0:
        return [_POINT]
    for own, other in ((LATITUDE, LONGITUDE), (LONGITUDE, LATITUDE)):
        if words & own:
            return [_PAIRED if any(other & set(mate.words) for mate in company.headers) else _ALONE]
    return []


def _precision(column: ColumnSketch, rule: ColumnRule) -> float:
    """Return metres from the most decimals that one value in ten has; trailing zeros may be gone from some."""
    for decimals in (6, 5, 4, 3, 2, 1):
        if column.share(*(f"{rule.id}/decimals_{more}" for more in range(decimals, 7))) >= _TELLING:
            return round(METRES_PER_DEGREE / 10**decimals, 2)
    return METRES_PER_DEGREE


_TELLING = 0.1

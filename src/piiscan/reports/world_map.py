"""Places the positions that photos tell on a map of the world; each is known to a tenth of a degree only."""

import math
import re
from dataclasses import dataclass

import duckdb

MOST_DOTS = 400

_PLACES = """
SELECT shown, count(DISTINCT asset) AS pictures, count(*) OVER () FROM findings
WHERE category = 'location.coordinates' AND shown IS NOT NULL AND evidence NOT IN ('column', 'pattern', 'ner', 'path')
GROUP BY shown ORDER BY pictures DESC, shown LIMIT $most
"""
_POSITION = re.compile(r"(-?\d{1,2}(?:\.\d+)?)\D{1,3}?(-?\d{1,3}(?:\.\d+)?)")


@dataclass(frozen=True, slots=True)
class Dot:
    """One place, in degrees east of 180° W and south of the north pole."""

    x: float
    y: float
    radius: float


@dataclass(frozen=True, slots=True)
class WorldMap:
    """Where photos say that they were taken."""

    dots: tuple[Dot, ...]
    pictures: int
    left_out: int


def draw_map(db: duckdb.DuckDBPyConnection) -> WorldMap:
    """Return the places that most photos tell. Needs ``findings``."""
    rows = db.execute(_PLACES, {"most": MOST_DOTS}).fetchall()
    dots = [dot for shown, pictures, _ in rows if (dot := _dot(shown, pictures))]
    return WorldMap(tuple(dots), sum(row[1] for row in rows), (rows[0][2] if rows else 0) - len(rows))


def _dot(shown: str, pictures: int) -> Dot | None:
    position = _POSITION.search(shown)
    if position is None:
        return None
    latitude, longitude = float(position[1]), float(position[2])
    if abs(latitude) > 90 or abs(longitude) > 180:  # noqa: PLR2004 - degrees
        return None
    radius = min(1.2 + math.log10(pictures), 5)
    return Dot(round(longitude + 180, 1), round(90 - latitude, 1), round(radius, 1))

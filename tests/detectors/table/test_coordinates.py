import pytest

from piiscan.model.categories import Category
from tests.detectors.table.tables import Columns, categories, judged

PERSONS: Columns = {"user_id": [7, 8, 9], "age": [31, 44, 52]}


@pytest.mark.parametrize(
    ("points", "metres"),
    [
        (["52.52012, 13.40495", "48.85661, 2.35222", "40.41678, -3.70379"], 1.11),
        (["POINT (13.40495 52.52012)", "POINT (2.35222 48.85661)", "POINT (-3.70379 40.41678)"], 1.11),
        (["SRID=4326;POINT(13.404 52.520)", "SRID=4326;POINT(2.352 48.856)", "SRID=4326;POINT(-3.703 40.416)"], 111.32),
        (
            ['{"type":"Point","coordinates":[13.40495,52.52012]}', '{"type":"Point","coordinates":[2.35222,48.85661]}'],
            1.11,
        ),
        (["u33db2mq", "u09tvw0f", "ezjmgtwu"], 38.2),
        (["u33db2m", "u09tvw0", "ezjmgtw"], 152.9),
        (["9F4MFC22+26", "8FW4V75V+8Q", "8CGRC79W+2F"], 13.9),
    ],
)
def test_points_in_one_column(points: list[str], metres: float) -> None:
    """
    Pairs, WKT, GeoJSON, geohashes and plus codes are positions, as precise as they are written.
    """
    [verdict] = [each for each in judged({**PERSONS, "home_geom": points}).values() if each.field == "home_geom"]

    assert (Category.LOCATION_COORDINATES, metres) == (verdict.category, verdict.precision)


def test_coarse_points() -> None:
    """
    Pairs with one decimal and short geohashes are coarser than 564 metres.
    """
    found = categories({**PERSONS, "coords": ["52.5, 13.4", "48.8, 2.3"], "geohash": ["u33db", "u09tv"]})

    assert "location.coarse" == found["coords"] == found["geohash"]


def test_positions_of_things() -> None:
    """
    Where a station stands is nobody's position.
    """
    assert {} == categories({"geom": ["POINT(13.40495 52.52012)"] * 3, "platforms": [2, 4, 6]}, "stations.csv")

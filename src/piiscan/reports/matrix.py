"""Counts the records of each category by table or folder."""

from collections import Counter, defaultdict
from dataclasses import dataclass

import duckdb

from piiscan.model.categories import Category

MOST_PLACES = 8
MOST_CATEGORIES = 30

_COUNTS = """
WITH places AS (
  SELECT asset, min("table") AS "table" FROM fields WHERE "table" IS NOT NULL GROUP BY asset
), counted AS (
  SELECT asset, holding, count(*) AS records FROM held GROUP BY ALL
), placed AS (
  SELECT coalesce("table", nullif(regexp_replace(asset, '(^|/)[^/]*$', '') || '/', '/'), 'top folder') AS place,
         holding, sum(records) AS records
  FROM counted LEFT JOIN places USING (asset) GROUP BY ALL
)
SELECT place, category, sum(records)::BIGINT
FROM placed JOIN (SELECT DISTINCT holding, category FROM holding_members) USING (holding)
GROUP BY ALL ORDER BY category, place
"""


@dataclass(frozen=True, slots=True)
class Cell:
    """The records of one category at one place."""

    records: int
    heat: int
    """How many they are among all, from 1 to 3."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """Records by category and place, the largest first."""

    places: tuple[str, ...]
    rows: tuple[tuple[Category, tuple[Cell, ...]], ...]
    left_out: int
    """Places that did not fit."""


def count_matrix(db: duckdb.DuckDBPyConnection) -> Matrix:
    """Return the matrix. Needs ``fields``, and ``held`` and ``holding_members`` of scoring."""
    places: Counter[str] = Counter()
    categories: Counter[str] = Counter()
    cells: defaultdict[tuple[str, str], int] = defaultdict(int)
    for place, category, records in db.execute(_COUNTS).fetchall():
        places[place] += records
        categories[category] += records
        cells[category, place] = records
    shown = tuple(sorted(place for place, _ in places.most_common(MOST_PLACES)))
    most = max(cells.values(), default=1)
    rows = tuple(
        (Category(category), tuple(_cell(cells[category, place], most) for place in shown))
        for category, _ in categories.most_common(MOST_CATEGORIES)
    )
    return Matrix(shown, rows, len(places) - len(shown))


def _cell(records: int, most: int) -> Cell:
    return Cell(records, 1 + (3 * records > most) + (3 * records > 2 * most))

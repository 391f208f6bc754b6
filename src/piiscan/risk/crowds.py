"""Crowds: k-anonymity and l-diversity of each table, over the keyed tokens of its columns.

k is the size of the smallest class of records with equal quasi-identifiers (Sweeney, 2002); l the smallest number of
different sensitive values in such a class (distinct l-diversity, Machanavajjhala et al., 2007), where the special
categories are taken as sensitive and not as quasi-identifiers.
"""

from collections import defaultdict

import duckdb

from piiscan.model.categories import Category
from piiscan.model.crowds import Crowds

_TABLES = """
CREATE OR REPLACE TEMP TABLE token_columns AS
SELECT asset, field, coalesce("table", asset) AS "table", min(category) AS category
FROM fields WHERE "type" IS NOT NULL OR "table" IS NOT NULL GROUP BY ALL
"""

_SIZES = """
SELECT coalesce(t."table", asset), count(*), min(k), count(*) FILTER (k = 1), count(*) FILTER (k < 5)
FROM record_crowds LEFT JOIN (SELECT DISTINCT asset, "table" FROM token_columns) t USING (asset)
GROUP BY 1 ORDER BY 5 DESC, 1 LIMIT $most
"""

_ONE_VALUE = """
SELECT "table", category, bool_or(one_value) FROM (
  SELECT place, bool_or(least_token = most_token) AS one_value FROM (
    SELECT place, class, min(token) AS least_token, max(token) AS most_token FROM sensitive_tokens GROUP BY ALL
  ) GROUP BY place
) JOIN sensitive_fields USING (place) GROUP BY ALL ORDER BY ALL
"""

_DIVERSITY = """
SELECT min(different) FROM (
  SELECT field, class, count(DISTINCT token) AS different
  FROM sensitive_tokens JOIN sensitive_fields USING (place) WHERE "table" = $table AND category = $category
  GROUP BY ALL
)
"""

MOST_TABLES = 50


def measure_crowds(db: duckdb.DuckDBPyConnection) -> tuple[Crowds, ...]:
    """Return the crowds of each table, those with most people in small ones first.

    Needs ``fields``, and what scoring made: ``record_crowds``, ``sensitive_tokens`` and ``sensitive_fields``.
    """
    db.execute(_TABLES)
    diversity: defaultdict[str, list[tuple[Category, int]]] = defaultdict(list)
    for table, category, one_value in db.execute(_ONE_VALUE).fetchall():
        least = 1 if one_value else _least_different(db, table, category)
        diversity[table].append((Category(category), least))
    rows = db.execute(_SIZES, {"most": MOST_TABLES}).fetchall()
    return tuple(
        Crowds(table, records, smallest, unique, below_5, tuple(diversity[table]))
        for table, records, smallest, unique, below_5 in rows
    )


def _least_different(db: duckdb.DuckDBPyConnection, table: str, category: str) -> int:
    """Return the smallest number of different sensitive values in a class that has some."""
    [[least]] = db.execute(_DIVERSITY, {"table": table, "category": category}).fetchall()
    return int(least)

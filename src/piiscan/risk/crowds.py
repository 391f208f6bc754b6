"""Crowds: k-anonymity and l-diversity of each table, over the keyed tokens of its columns.

k is the size of the smallest class of records with equal quasi-identifiers (Sweeney, 2002); l the smallest number of
different sensitive values in such a class (distinct l-diversity, Machanavajjhala et al., 2007), where the special
categories are taken as sensitive and not as quasi-identifiers.
"""

from collections import defaultdict
from collections.abc import Iterable

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

_CLASSES = """
CREATE OR REPLACE TEMP TABLE sensitive_classes AS
SELECT asset, record, hash(count(*), sum(hash(field, token)::HUGEINT), bit_xor(hash(token, field)),
                           any_value("table")) AS class
FROM links JOIN token_columns USING (asset, field)
WHERE role = 'quasi' AND level = 'exact' AND category NOT IN (SELECT unnest($special))
GROUP BY asset, record
"""

_DIVERSITY = """
SELECT "table", category, min(different) FROM (
  SELECT "table", field, category, class, count(DISTINCT token) AS different
  FROM links JOIN token_columns USING (asset, field) JOIN sensitive_classes USING (asset, record)
  WHERE role IN ('quasi', 'sensitive') AND level = 'exact' AND category IN (SELECT unnest($special))
  GROUP BY ALL
) GROUP BY ALL ORDER BY ALL
"""

MOST_TABLES = 50


def measure_crowds(db: duckdb.DuckDBPyConnection, special: Iterable[Category]) -> tuple[Crowds, ...]:
    """Return the crowds of each table, those with most people in small ones first.

    Needs ``links``, ``fields`` and ``record_crowds``, which scoring made.
    """
    db.execute(_TABLES)
    special_names = sorted(category.value for category in special)
    db.execute(_CLASSES, {"special": special_names})
    diversity: defaultdict[str, list[tuple[Category, int]]] = defaultdict(list)
    for table, category, least in db.execute(_DIVERSITY, {"special": special_names}).fetchall():
        diversity[table].append((Category(category), least))
    db.execute("DROP TABLE sensitive_classes")
    rows = db.execute(_SIZES, {"most": MOST_TABLES}).fetchall()
    return tuple(
        Crowds(table, records, smallest, unique, below_5, tuple(diversity[table]))
        for table, records, smallest, unique, below_5 in rows
    )

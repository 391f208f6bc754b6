"""Combinations: how many people stand with a face, a place and a label at once."""

import duckdb

from piiscan.model.crowds import Combination
from piiscan.model.risk import CombinationRule, RiskWeights

_PERSON_SETS = """
CREATE OR REPLACE TEMP TABLE person_sets AS
WITH sets AS (
  SELECT subject, set_bits FROM held JOIN category_sets USING (holding)
), photos AS (
  SELECT DISTINCT asset, record FROM pictures WHERE coalesce(photo, 1) >= 0.5
), shown AS (
  SELECT subject, {photo}::HUGEINT AS set_bits FROM photos JOIN subjects USING (asset, record)
)
SELECT set_bits, count(*) FILTER (linked) AS persons, count(*) FILTER (NOT linked) AS records FROM (
  SELECT bit_or(set_bits) AS set_bits, true AS linked
  FROM (FROM sets WHERE subject IS NOT NULL UNION ALL FROM shown) GROUP BY subject
  UNION ALL SELECT set_bits, false FROM sets WHERE subject IS NULL
) GROUP BY set_bits
"""


def count_combinations(db: duckdb.DuckDBPyConnection, weights: RiskWeights) -> tuple[Combination, ...]:
    """Return those combinations that occur.

    Needs ``pictures``, ``subjects``, and what scoring made: ``held`` and ``category_sets``.
    """
    bits = {category.value: 1 << place for place, category in enumerate(weights.categories)}
    db.execute(_PERSON_SETS.format(photo=bits["image.photo"]))
    counted = [_count(db, rule, bits) for rule in weights.combinations]
    return tuple(found for found in counted if found.persons or found.records)


def _count(db: duckdb.DuckDBPyConnection, rule: CombinationRule, bits: dict[str, int]) -> Combination:
    groups = [sum(bits[category] for category in group) for group in rule.groups]
    where = " AND ".join(f"set_bits & {group}::HUGEINT <> 0" for group in groups)
    [[persons, records]] = db.execute(
        "SELECT coalesce(sum(persons), 0)::BIGINT, coalesce(sum(records), 0)::BIGINT "  # noqa: S608 - numbers
        f"FROM person_sets WHERE {where}"
    ).fetchall()
    return Combination(rule.title, persons, records)

"""Tallies: how many records and persons are alike in all that rules ask, and questions to them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import duckdb

from piiscan.model.policies import Found, Within
from piiscan.policy.marks import Marks

LARGEST_CROWD = 1000
"""Crowds are not told apart beyond this size."""

# Only of those who may have several marked records: for all others, what their person carries is what the record does.
_PERSONS = """
CREATE OR REPLACE TEMP TABLE marked_persons AS
SELECT subject, bit_or(bits) AS all_bits
FROM marked SEMI JOIN repeated_subjects USING (subject) GROUP BY subject
"""

_RECORDS = f"""
CREATE OR REPLACE TEMP TABLE record_tallies AS
SELECT row_number() OVER () AS tally, * FROM (
  SELECT bits, coalesce(all_bits, bits) AS all_bits, k, subject IS NOT NULL AS linked, count(*) AS records,
         count(*) FILTER (subject IS NOT NULL AND all_bits IS NULL) AS alone
  FROM (SELECT subject, bits, least(k, {LARGEST_CROWD}) AS k FROM marked) LEFT JOIN marked_persons USING (subject)
  GROUP BY ALL
)
"""  # noqa: S608 - only a constant is put in

_OF_PERSONS = f"""
CREATE OR REPLACE TEMP TABLE tallies_of_persons AS
SELECT subject, tally
FROM (SELECT subject, bits, all_bits, least(k, {LARGEST_CROWD}) AS k FROM marked JOIN marked_persons USING (subject)) m
JOIN record_tallies t ON t.linked AND t.bits = m.bits AND t.all_bits = m.all_bits AND t.k IS NOT DISTINCT FROM m.k
"""  # noqa: S608 - only a constant is put in

# Most people have a row and a photo: those of two tallies at most are counted once and for all.
_PAIRS = """
CREATE OR REPLACE TEMP TABLE person_pairs AS
SELECT least, most, count(*) AS persons FROM (
  SELECT min(tally) AS least, max(tally) AS most FROM tallies_of_persons GROUP BY subject
  HAVING count(*) <= 2 OR min(tally) = max(tally)
) GROUP BY ALL
"""
_MANY = """
CREATE OR REPLACE TEMP TABLE persons_of_many AS
FROM tallies_of_persons SEMI JOIN (
  SELECT subject FROM tallies_of_persons GROUP BY subject HAVING count(*) > 2 AND min(tally) < max(tally)
) USING (subject)
"""

_COUNT_PERSONS = """
WITH met AS (SELECT tally, alone FROM record_tallies WHERE {where})
SELECT (SELECT coalesce(sum(alone), 0) FROM met)
     + (SELECT coalesce(sum(persons), 0) FROM person_pairs
        WHERE least IN (SELECT tally FROM met) OR most IN (SELECT tally FROM met))
     + (SELECT count(DISTINCT subject) FROM persons_of_many SEMI JOIN met USING (tally))
"""


@dataclass(frozen=True, slots=True)
class Tally:
    """What meets a condition."""

    records: int
    linked: int
    """Those of them whose person is known."""

    persons: int
    """Different known persons of these."""


def count_alike(db: duckdb.DuckDBPyConnection, marks: Marks) -> Marks:
    """Create ``record_tallies`` from ``marked`` and ``repeated_subjects``, and what persons are counted with.

    However large these are, they stay in the database. Returned are the marks with those of them that are held.
    """
    for statement in (_PERSONS, _RECORDS, _OF_PERSONS, _PAIRS, _MANY):
        db.execute(statement)
    db.execute("DROP TABLE tallies_of_persons")
    [[held]] = db.execute("SELECT bit_or(bits) FROM record_tallies").fetchall()
    return replace(marks, held=held or 0)


def tally(db: duckdb.DuckDBPyConnection, condition: Found, marks: Marks) -> Tally:
    """Return how many records and persons meet a condition."""
    held = [marks.of(group) & marks.held for group in condition.groups]
    if marks.of(condition.nowhere) & marks.held or not all(held):
        return Tally(0, 0, 0)
    where = meeting(condition, marks)
    [[records, linked]] = db.execute(
        f"SELECT coalesce(sum(records), 0)::BIGINT, coalesce(sum(records) FILTER (linked), 0)::BIGINT "  # noqa: S608 - numbers
        f"FROM record_tallies WHERE {where}"
    ).fetchall()
    [[persons]] = db.execute(_COUNT_PERSONS.format(where=where)).fetchall()
    return Tally(records, linked, int(persons))


def tally_each(db: duckdb.DuckDBPyConnection, condition: Found, marks: Marks, masks: Sequence[int]) -> list[int]:
    """Return, for each of several sets of bits, how many of the records that meet the condition have one of them."""
    sums = ", ".join(f"sum(records) FILTER (bits & {mask}::HUGEINT <> 0)" for mask in masks)
    return _numbers(db, sums, meeting(condition, marks))


def tally_without(db: duckdb.DuckDBPyConnection, condition: Found, marks: Marks, gone: Sequence[int]) -> list[int]:
    """Return, for each of several sets of bits, how many records would meet the condition if these were gone."""
    sums = ", ".join(f"sum(records) FILTER ({meeting(condition, marks, without)})" for without in gone)
    return _numbers(db, sums, meeting(condition, marks))


def meeting(condition: Found, marks: Marks, gone: int = 0) -> str:
    """Return SQL that holds for records that meet a condition: alone or with their person, and with a part in it.

    Args:
        condition: the condition.
        marks: the marks that records carry.
        gone: bits to take as cleared.
    """
    groups = [marks.of(group) & ~gone for group in condition.groups]
    bits = "all_bits" if condition.within is Within.PERSON else "bits"
    parts = [f"{bits} & {group}::HUGEINT <> 0" for group in groups]
    any_part = 0
    for group in groups:
        any_part |= group
    parts.append(f"bits & {any_part}::HUGEINT <> 0")
    if marks.fresh:
        parts.append(f"bits & {any_part & marks.fresh}::HUGEINT <> 0")
    if condition.crowd_below is not None:
        parts.append(f"k < {condition.crowd_below}")
    return " AND ".join(parts)


def _numbers(db: duckdb.DuckDBPyConnection, sums: str, where: str) -> list[int]:
    if not sums:
        return []
    [row] = db.execute(f"SELECT {sums} FROM record_tallies WHERE {where}").fetchall()  # noqa: S608 - numbers
    return [int(number or 0) for number in row]

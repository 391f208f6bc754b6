"""Tallies: how many records and persons are alike in all that rules ask, and questions to them."""

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from piiscan.model.policies import Found, Within
from piiscan.policy.marks import Marks

LARGEST_CROWD = 1000
"""Crowds are not told apart beyond this size."""

# Only of those who may have several marked records: for all others, what their person carries is what the record does.
_PERSONS = """
CREATE OR REPLACE TEMP TABLE marked_persons AS
SELECT subject, bit_or(bits) AS all_bits, count(*) AS records
FROM marked SEMI JOIN repeated_subjects USING (subject) GROUP BY subject
"""

_RECORDS = f"""
CREATE OR REPLACE TEMP TABLE record_tallies AS
SELECT bits, coalesce(all_bits, bits) AS all_bits, k, subject IS NOT NULL AS linked, count(*) AS records
FROM (SELECT subject, bits, least(k, {LARGEST_CROWD}) AS k FROM marked) LEFT JOIN marked_persons USING (subject)
GROUP BY ALL
"""  # noqa: S608 - only a constant is put in


_ONCE = """
CREATE OR REPLACE TEMP TABLE marked_once AS
SELECT coalesce(max(records), 1) = 1 AS each_person FROM marked_persons
"""
"""Whether each person has one record: then counting persons is counting records, which is far quicker."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What meets a condition."""

    records: int
    linked: int
    """Those of them whose person is known."""

    persons: int
    """Different known persons of these."""


def count_alike(db: duckdb.DuckDBPyConnection) -> None:
    """Create ``record_tallies`` from ``marked`` and ``repeated_subjects``; however large, it stays in the database."""
    db.execute(_PERSONS)
    db.execute(_RECORDS)
    db.execute(_ONCE)


def tally(db: duckdb.DuckDBPyConnection, condition: Found, marks: Marks) -> Tally:
    """Return how many records and persons meet a condition."""
    if _any(db, f"bits & {marks.of(condition.nowhere)}::HUGEINT <> 0"):
        return Tally(0, 0, 0)
    where = meeting(condition, marks)
    [[records, linked]] = db.execute(
        f"SELECT coalesce(sum(records), 0)::BIGINT, coalesce(sum(records) FILTER (linked), 0)::BIGINT "  # noqa: S608 - numbers
        f"FROM record_tallies WHERE {where}"
    ).fetchall()
    [[once]] = db.execute("SELECT each_person FROM marked_once").fetchall()
    return Tally(records, linked, linked if once else _persons(db, where))


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


def _persons(db: duckdb.DuckDBPyConnection, where: str) -> int:
    [[persons]] = db.execute(
        "SELECT count(DISTINCT subject) "  # noqa: S608 - numbers
        "FROM (SELECT subject, k, bits, coalesce(all_bits, bits) AS all_bits "
        f"FROM marked LEFT JOIN marked_persons USING (subject) WHERE subject IS NOT NULL) WHERE {where}"
    ).fetchall()
    return int(persons)


def _any(db: duckdb.DuckDBPyConnection, where: str) -> bool:
    return bool(db.execute(f"SELECT 1 FROM record_tallies WHERE {where} LIMIT 1").fetchall())  # noqa: S608 - numbers


def _numbers(db: duckdb.DuckDBPyConnection, sums: str, where: str) -> list[int]:
    if not sums:
        return []
    [row] = db.execute(f"SELECT {sums} FROM record_tallies WHERE {where}").fetchall()  # noqa: S608 - numbers
    return [int(number or 0) for number in row]

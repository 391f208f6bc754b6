"""Policy: judges the scored records by the rules of a policy."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from piiscan.model.categories import Category
from piiscan.model.policies import (
    Assets,
    BrokenRule,
    FailOn,
    Found,
    Judgement,
    Level,
    Policy,
    PolicyRule,
    Unread,
    Within,
)

_BITS = {category: 1 << place for place, category in enumerate(Category)}
_NAMED_AT_MOST = 5

# A picture that was not decoded may be a photo and counts as one, else the pixel budget would decide the verdict.
_JUDGED = """
CREATE OR REPLACE TEMP TABLE judged AS
WITH photos AS (
  SELECT asset, record FROM pictures WHERE coalesce(photo, 1) >= 0.5 GROUP BY asset, record
), marked AS (
  SELECT asset, record, k, bits::HUGEINT AS bits FROM scored JOIN category_lists USING (categories)
)
SELECT subject, k, coalesce(bits, 0::HUGEINT)
       | (CASE WHEN photos.asset IS NULL THEN 0 ELSE {photo} END)::HUGEINT AS bits
FROM marked FULL JOIN photos USING (asset, record) LEFT JOIN subjects USING (asset, record)
"""

_PERSONS = """
CREATE OR REPLACE TEMP TABLE judged_persons AS
SELECT subject, bit_or(bits) AS all_bits FROM judged WHERE subject IS NOT NULL GROUP BY subject
"""

_TALLIES = """
SELECT bits, coalesce(all_bits, bits), k, all_bits IS NOT NULL, count(*)
FROM (SELECT subject, bits, least(k, $largest_crowd) AS k FROM judged) LEFT JOIN judged_persons USING (subject)
GROUP BY ALL
"""


@dataclass(frozen=True, slots=True)
class _Tally:
    """How many records are alike in all that a policy asks of them."""

    own: int
    """Bits of the categories in the record."""

    together: int
    """Bits of the categories in all records of its person; those of the record where the person is unknown."""

    k: int | None
    linked: bool
    """Whether the person is known."""

    records: int


@dataclass(frozen=True, slots=True)
class _Evidence:
    """All that the rules of a policy are held against: small, whatever the size of the dataset."""

    tallies: tuple[_Tally, ...]
    persons: Counter[int]
    """Number of linked persons by the bits of all their categories."""

    kinds: Counter[str]
    """Number of assets by kind."""

    unread: int


def judge(db: duckdb.DuckDBPyConnection, policy: Policy, *, unread: int, allow_unread: int = 0) -> Judgement:
    """Return what a policy says of the scored records.

    Needs ``scored``, ``subjects``, ``pictures`` and ``assets``. ``unread`` is the number of assets that could hold
    data and could not be read; above ``allow_unread`` the judgement is incomplete.
    """
    evidence = _gather(db, policy, unread)
    broken = [found for rule in policy.rules if (found := _broken(rule, evidence))]
    broken.sort(key=lambda rule: -rule.level.severity)
    level = max((rule.level for rule in broken), key=lambda found: found.severity, default=Level.NONE)
    return Judgement(policy.id, level, unread > allow_unread, tuple(broken), unread)


def exit_code(judgements: Iterable[Judgement], fail_on: FailOn, unread: int, allow_unread: int) -> int:
    """Return 1 where a verdict reaches ``fail_on``, else 3 where too much could not be read, else 0."""
    if fail_on is not FailOn.NEVER:
        threshold = Level(fail_on.value).severity
        if any(judgement.level.severity >= threshold for judgement in judgements):
            return 1
    return 3 if unread > allow_unread else 0


def _gather(db: duckdb.DuckDBPyConnection, policy: Policy, unread: int) -> _Evidence:
    """Count records and persons by what the policy asks of them; all that is large stays in the database."""
    lists = [row[0] for row in db.execute("SELECT DISTINCT categories FROM scored").fetchall()]
    marks = [str(_bits(Category(name) for name in names)) for names in lists]
    table = pa.table({"categories": pa.array(lists, pa.list_(pa.string())), "bits": pa.array(marks, pa.string())})
    db.register("category_lists", table)
    db.execute(_JUDGED.format(photo=_BITS[Category.IMAGE_PHOTO]))
    db.unregister("category_lists")
    db.execute(_PERSONS)
    crowds = [rule.when.crowd_below or 0 for rule in policy.rules if isinstance(rule.when, Found)]
    tallies = db.execute(_TALLIES, {"largest_crowd": max(crowds, default=0)}).fetchall()
    persons = db.execute("SELECT all_bits, count(*) FROM judged_persons GROUP BY all_bits").fetchall()
    kinds = db.execute("SELECT kind, count(*) FROM assets GROUP BY kind").fetchall()
    return _Evidence(tuple(_Tally(*row) for row in tallies), Counter(dict(persons)), Counter(dict(kinds)), unread)


def _bits(categories: Iterable[Category]) -> int:
    """Return one number with the bit of each category."""
    total = 0
    for category in categories:
        total |= _BITS[category]
    return total


def _broken(rule: PolicyRule, evidence: _Evidence) -> BrokenRule | None:
    """Return how the rule is broken, or None where it is not."""
    records = 0
    match rule.when:
        case Unread(at_least):
            sentence = f"{_count(evidence.unread, 'asset')} could not be read"
            broken = evidence.unread >= at_least
        case Assets(kinds, at_least):
            number = sum(evidence.kinds[kind] for kind in kinds)
            sentence = f"{_count(number, 'asset')} of kind {_listed(sorted(kinds))}"
            broken = number >= at_least
        case Found() as condition:
            hits = _hits(condition, evidence)
            records = sum(tally.records for tally in hits)
            sentence = _sentence(condition, hits, evidence)
            broken = records >= condition.at_least
    if not broken:
        return None
    return BrokenRule(rule.id, rule.level, rule.because, sentence, records, rule.advice, rule.source)


def _hits(condition: Found, evidence: _Evidence) -> list[_Tally]:
    """Return the records that meet a condition: those that hold one of its categories, alone or with their person."""
    if any(tally.own & _bits(condition.nowhere) for tally in evidence.tallies):
        return []
    return [
        tally
        for tally in evidence.tallies
        if _meets(condition, tally.together if condition.within is Within.PERSON else tally.own)
        and any(tally.own & _bits(group) for group in condition.groups)
        and (condition.crowd_below is None or (tally.k is not None and tally.k < condition.crowd_below))
    ]


def _meets(condition: Found, bits: int) -> bool:
    """Whether a set of categories has one of each group."""
    return all(bits & _bits(group) for group in condition.groups)


def _sentence(condition: Found, hits: list[_Tally], evidence: _Evidence) -> str:
    """Return what was found, with counts and without values."""
    text = f"{_count(sum(tally.records for tally in hits), 'record')} with "
    text += " together with ".join(_listed(_commonest(group, hits)) for group in condition.groups)
    if condition.within is Within.PERSON and any(tally.linked for tally in hits):
        persons = sum(number for bits, number in evidence.persons.items() if _meets(condition, bits))
        linked = sum(tally.records for tally in hits if tally.linked)
        text += f"; {linked:,} of them linked to {_count(persons, 'person')}"
    if condition.crowd_below is not None:
        text += f", shared by fewer than {condition.crowd_below} persons"
    return text


def _commonest(group: frozenset[Category], hits: list[_Tally]) -> list[str]:
    """Return the words for those categories of a group that occur, commonest first, cut after a few."""
    counts = Counter(
        {category: sum(tally.records for tally in hits if tally.own & _BITS[category]) for category in sorted(group)}
    )
    words = [category.partition(".")[2].replace("_", " ") for category, number in counts.most_common() if number]
    more = len(words) - _NAMED_AT_MOST
    return [*words[:_NAMED_AT_MOST], f"{more} more"] if more > 0 else words


def _listed(words: list[str]) -> str:
    """Join words as a sentence does."""
    return " or ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def _count(number: int, thing: str) -> str:
    """Return a number and a thing, in the plural where it is not one."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"

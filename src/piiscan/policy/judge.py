"""Judges the scored records by the rules of policies."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import duckdb

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
    Step,
    Undeclared,
    Unread,
    Younger,
)
from piiscan.model.transfer import Declaration
from piiscan.policy.marks import Marks, mark_new_records, mark_records
from piiscan.policy.sentences import counted, found_sentence, listed, undeclared_sentence
from piiscan.policy.steps import steps_for
from piiscan.policy.tallies import count_alike, tally

CrowdSteps = Callable[[int], tuple[Step, ...]]
"""Gives what would make all crowds at least so large."""

YoungerThan = Callable[[int], int | None]
"""Gives the number of records with an age below this one; None where ages could not be looked at."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What rules ask beyond the records' marks."""

    unread: int = 0
    """Assets that could hold data and could not be read."""

    allow_unread: int = 0
    declaration: Declaration | None = None
    crowd_steps: CrowdSteps = lambda _size: ()
    younger_than: YoungerThan = lambda _age: 0
    titles: Mapping[Category, str] = field(default_factory=lambda: {category: category.value for category in Category})
    """What each category is called."""


def judge(db: duckdb.DuckDBPyConnection, policies: Iterable[Policy], around: Circumstances) -> tuple[Judgement, ...]:
    """Return what each policy says of the scored records.

    Needs ``fields``, ``subjects``, ``pictures``, ``assets``, and what scoring made. With more unread than
    allowed a judgement is incomplete.
    """
    marks = count_alike(db, mark_records(db))
    return tuple(_judge_by(db, policy, marks, around) for policy in policies)


def judge_new(db: duckdb.DuckDBPyConnection, policies: Iterable[Policy], around: Circumstances) -> Judgement:
    """Return what all policies together say of that which is new. A missing declaration is nothing new.

    Needs what ``judge`` needs, and ``fresh_findings``, ``fresh_pictures`` and ``fresh_assets``.
    """
    marks = count_alike(db, mark_new_records(db))
    rules = tuple(rule for policy in policies for rule in policy.rules if not isinstance(rule.when, Undeclared))
    return _judge_by(db, Policy("new against the baseline", "", (), rules), marks, around)


def exit_code(judgements: Iterable[Judgement], fail_on: FailOn, unread: int, allow_unread: int) -> int:
    """Return 1 where a verdict reaches ``fail_on``, else 3 where too much could not be read, else 0."""
    if fail_on is not FailOn.NEVER:
        threshold = Level(fail_on.value).severity
        if any(judgement.level.severity >= threshold for judgement in judgements):
            return 1
    return 3 if unread > allow_unread else 0


def _judge_by(db: duckdb.DuckDBPyConnection, policy: Policy, marks: Marks, around: Circumstances) -> Judgement:
    broken = [found for rule in policy.rules if (found := _broken(db, rule, marks, around))]
    broken.sort(key=lambda rule: -rule.level.severity)
    level = max((rule.level for rule in broken), key=lambda found: found.severity, default=Level.NONE)
    return Judgement(policy.id, level, around.unread > around.allow_unread, tuple(broken), around.unread)


def _broken(db: duckdb.DuckDBPyConnection, rule: PolicyRule, marks: Marks, around: Circumstances) -> BrokenRule | None:
    """Return how the rule is broken, or None where it is not."""
    match rule.when:
        case Unread(at_least):
            broken = around.unread >= at_least
            return _told(rule, f"{counted(around.unread, 'asset')} could not be read") if broken else None
        case Assets(kinds, at_least):
            number = _assets(db, "fresh_assets" if marks.fresh else "assets")
            found = sum(number[kind] for kind in kinds)
            sentence = f"{counted(found, 'asset')} of kind {listed(sorted(kinds))}"
            return _told(rule, sentence) if found >= at_least else None
        case Undeclared(fields):
            given = around.declaration.answers if around.declaration else {}
            missing = [name for name in sorted(fields) if name not in given]
            return _told(rule, undeclared_sentence(missing, around.declaration)) if missing else None
        case Younger(age):
            return _young(rule, age, around.younger_than(age))
        case Found() as condition:
            return _found(db, rule, condition, marks, around)


def _found(
    db: duckdb.DuckDBPyConnection, rule: PolicyRule, condition: Found, marks: Marks, around: Circumstances
) -> BrokenRule | None:
    hit = tally(db, condition, marks)
    persons = hit.persons + hit.records - hit.linked
    enough = hit.records >= condition.at_least and persons >= condition.persons_at_least
    if not enough or (condition.persons_below is not None and persons >= condition.persons_below):
        return None
    sentence = found_sentence(db, condition, marks, hit, persons)
    if condition.crowd_below is not None:
        steps = around.crowd_steps(condition.crowd_below)
    else:
        steps = steps_for(db, condition, marks, around.titles)
    return _told(rule, sentence, hit.records, persons, steps)


def _young(rule: PolicyRule, age: int, records: int | None) -> BrokenRule | None:
    if records is None:
        undecided = "ages could not be compared: the key that the report was made with is not at hand"
        return BrokenRule(rule.id, Level.REVIEW, rule.because, undecided, 0, rule.advice, rule.source)
    if not records:
        return None
    steps = (Step(f"remove the records of people under {age}, with their photos", 0),)
    return _told(rule, f"{counted(records, 'record')} with an age below {age}", records, records, steps)


def _told(
    rule: PolicyRule, evidence: str, records: int = 0, persons: int = 0, steps: tuple[Step, ...] = ()
) -> BrokenRule:
    return BrokenRule(rule.id, rule.level, rule.because, evidence, records, rule.advice, rule.source, persons, steps)


def _assets(db: duckdb.DuckDBPyConnection, table: str) -> Counter[str]:
    return Counter(dict(db.execute(f"SELECT kind, count(*) FROM {table} GROUP BY kind").fetchall()))  # noqa: S608 - ours

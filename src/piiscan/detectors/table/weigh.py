"""Evidence for a category about a column, as its rule file has it: header, values, and what a row is about.

Weights are log-odds: they add up, and ``judge`` turns the sum into a confidence. What a rule file does not say is the
same for all categories and stands here.
"""

from piiscan.model.columns import ColumnEvidence, ColumnSketch, Origin, Reason, Subject, TableProfile
from piiscan.rulebook.rules import ColumnRule
from piiscan.rulebook.words import words_of

PRIOR = Reason(-3.0, "most columns are not about a person's attributes")

NAMED, CONTAINED, HINTED = 5.0, 4.0, 2.0
UNNAMED = -4.0
DENIED = -6.0
ABOUT_THINGS = -8.0
ABOUT_PERSONS = 0.5

MANY, SOME = 0.9, 0.5
"""Shares of values that pass a rule's tests: from MANY on the test's whole weight counts, from SOME half of it."""

PLAIN_WORDS = frozenset({"user", "customer", "client", "person", "patient", "profile", "my", "the", "of", "value"})
"""Words beside a header word that take nothing from it, as in ``user_age`` or ``age_value``."""

INFERRED_WORDS = frozenset({"pred", "predicted", "prediction", "est", "estimated", "prob", "probability", "inferred"})


def weigh_by_rule(column: ColumnSketch, table: TableProfile, rule: ColumnRule) -> ColumnEvidence:
    """Return the evidence that the rule finds in a column of a table."""
    words = words_of(column.name)
    reasons = [
        PRIOR,
        weigh_header(words, rule),
        *weigh_values(column, rule),
        *weigh_subject(table, rule),
    ]
    return ColumnEvidence(
        detector=rule.id,
        category=rule.category,
        reasons=tuple(reason for reason in reasons if reason.weight),
        origin=Origin.INFERRED if INFERRED_WORDS & set(words) else Origin.UNKNOWN,
        precision=rule.precision,
    )


def weigh_header(words: tuple[str, ...], rule: ColumnRule) -> Reason:
    """Return what the header says: it names the category, contains or hints at it, names something else, or nothing."""
    if rule.deny.found_in(words):
        return Reason(DENIED, "the header names something else")
    named = rule.headers.found_in(words)
    if any(_is_whole(words, phrase) for phrase in named):
        return Reason(NAMED, f"the header is a word for {rule.title.lower()}")
    if named:
        return Reason(CONTAINED, f"the header contains a word for {rule.title.lower()}")
    if rule.hints.found_in(words):
        return Reason(HINTED, f"the header would suit {rule.title.lower()}, and other things")
    if rule.values_alone:
        return Reason(0.0, "the header says nothing")
    return Reason(UNNAMED, "the header says nothing of it, and values alone do not convince")


def _is_whole(words: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    rest = [word for word in words if word not in phrase]
    return all(word in PLAIN_WORDS or word.isdigit() for word in rest)


def weigh_values(column: ColumnSketch, rule: ColumnRule) -> list[Reason]:
    """Return what the values say: that nearly all, many or few of them are such as the category has."""
    if not rule.tests or not column.hashes:
        return []
    together = column.share(*(test.name for test in rule.tests))
    best = max(rule.tests, key=lambda test: (column.share(test.name), test.weight))
    if together >= MANY:
        return [Reason(best.weight, f"nearly all values {best.sentence}")]
    if together >= SOME:
        return [Reason(best.weight / 2, f"most values {best.sentence}")]
    return [Reason(rule.others, f"few values are such as {rule.title.lower()} has")]


def weigh_subject(table: TableProfile, rule: ColumnRule) -> list[Reason]:
    """Return what the rows being about persons or about things says, where that decides."""
    if rule.subject is None or table.subject is Subject.UNKNOWN:
        return []
    weight = ABOUT_PERSONS if table.subject is rule.subject else ABOUT_THINGS
    return [Reason(weight, table.subject_reason)]

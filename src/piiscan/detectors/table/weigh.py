"""Evidence for a category about a column, as its rule file has it: header and values.

Weights are log-odds: they add up, and ``judge`` turns the sum into a confidence. What a rule file does not say is the
same for all categories and stands here.
"""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from piiscan.detectors.table.described import by_description
from piiscan.detectors.table.headers import Header, Says
from piiscan.model.columns import ColumnEvidence, ColumnSketch, Reason, Subject
from piiscan.rulebook.rules import ColumnRule, ValueTest

PRIOR = Reason(-3.0, "most columns are not about a person's attributes")

WEIGHTS = {
    Says.NAMED: 5.0,
    Says.FLAG: 5.0,
    Says.CONTAINED: 3.5,
    Says.HINTED_FLAG: 3.0,
    Says.HINTED: 1.5,
    Says.MENTIONED: -1.0,
    Says.NOTHING: -4.0,
    Says.DENIED: -6.0,
}
"""Log-odds of what a header says."""

_SENTENCES = {
    Says.NAMED: "the header is a word for {title}",
    Says.FLAG: "the header is one kind of {title}, and the values say yes or no",
    Says.CONTAINED: "the header contains a word for {title}",
    Says.HINTED_FLAG: "the header may be one kind of {title}, and the values say yes or no",
    Says.HINTED: "the header would suit {title}, and other things",
    Says.MENTIONED: "the header only mentions {title}",
    Says.NOTHING: "the header says nothing of {title}, and values alone do not convince",
    Says.DENIED: "the header names something else than {title}",
}

NOT_A_FLAG = -6.0
ABOUT_OTHERS = -8.0
ABOUT_PERSONS = 0.5

MANY, SOME = 0.9, 0.5
"""Shares of values that pass a rule's tests: from MANY on the test's whole weight counts, from SOME half of it."""

_FLAG_VALUES = 3
"""Distinct values that a column of yes and no has at most: the two, and one for not known."""

_SCALE = 10
"""Distinct values that the codes of a questionnaire have at most."""

TELLING = 2.5
"""Log-odds of a test that hardly lets anything else pass."""

FLAG_TEST = "flag/truth"
CODES_TEST = "flag/codes"


@dataclass(frozen=True)
class Company:
    """What a column's table tells of it."""

    columns: tuple[ColumnSketch, ...]
    headers: tuple[Header, ...]

    @cached_property
    def families(self) -> Counter[tuple[str, ...]]:
        """How many columns each family of numbered columns has, by what their headers have in common."""
        return Counter(stem for header in self.headers if (stem := header.stem))


def weigh_by_rule(column: ColumnSketch, header: Header, company: Company, rule: ColumnRule) -> ColumnEvidence:  # noqa: ARG001 - one call for all detectors
    """Return the evidence that the rule finds in a column."""
    says = header.says.get(rule.id, Says.NOTHING)
    title = rule.title.lower()
    if says in {Says.FLAG, Says.HINTED_FLAG}:
        reasons = [PRIOR, _weigh_flag(column, rule, says)]
    else:
        reasons = [
            PRIOR,
            _weigh_header(says, title, rule.values_alone or header.nameless),
            *_weigh_values(column, rule),
        ]
        if rule.yes_no and is_flag(column) and column.distinct > 1:
            reasons.append(Reason(rule.yes_no, "its cells only say yes or no"))
    return ColumnEvidence(
        detector=rule.id,
        category=rule.category,
        reasons=tuple(by_description(reason, header) for reason in reasons if reason.weight),
        origin=header.origin,
        precision=rule.precision,
    )


def is_flag(column: ColumnSketch) -> bool:
    """Whether the cells say yes or no."""
    return column.distinct <= _FLAG_VALUES and column.share(FLAG_TEST) >= MANY


def _is_coded(column: ColumnSketch) -> bool:
    """Whether the cells are two codes such as 1 and 2, as surveys write yes and no."""
    return column.distinct <= _FLAG_VALUES and column.share(CODES_TEST) >= MANY


def _weigh_header(says: Says, title: str, values_alone: bool) -> Reason:
    if says is Says.NOTHING and values_alone:
        return Reason(0.0, "the header says nothing")
    return Reason(WEIGHTS[says], _SENTENCES[says].format(title=title))


def _weigh_flag(column: ColumnSketch, rule: ColumnRule, says: Says) -> Reason:
    """Return what a header says that names one value of the category, such as ``female``."""
    if is_flag(column) or (says is Says.FLAG and _is_coded(column)):
        return Reason(WEIGHTS[says], _SENTENCES[says].format(title=rule.title.lower()))
    if column.share(*(test.name for test in rule.tests if test.weight >= TELLING)) >= MANY:
        return Reason(WEIGHTS[says], f"the header is one kind of {rule.title.lower()}, and the values are such words")
    if says is Says.FLAG and column.distinct <= _SCALE and column.share(f"{rule.id}/codes") >= MANY:
        return Reason(
            WEIGHTS[Says.CONTAINED], f"the header is one kind of {rule.title.lower()}, and the values are codes"
        )
    return Reason(NOT_A_FLAG, f"the header may be one kind of {rule.title.lower()}, but the values say not yes or no")


def _weigh_values(column: ColumnSketch, rule: ColumnRule) -> list[Reason]:
    """Return what the values say: that nearly all, many or few of them are such as the category has."""
    if not rule.tests or not column.hashes:
        return []
    together = column.share(*(test.name for test in rule.tests))
    if together < SOME:
        return [Reason(rule.others, f"few values are such as {rule.title.lower()} has")]
    best = max(rule.tests, key=lambda test: _strength(column, test))
    if together >= MANY:
        return [Reason(best.weight, f"nearly all values {best.sentence}")]
    return [Reason(best.weight / 2, f"most values {best.sentence}")]


def _strength(column: ColumnSketch, test: ValueTest) -> float:
    """Return how much a test tells: the weight of a test that half the values pass beats one that all pass."""
    share = column.share(test.name)
    return test.weight * share if share >= SOME else share - 100.0


def weigh_subject(subject: Subject, reasons: tuple[Reason, ...], rule: ColumnRule) -> list[Reason]:
    """Return what the rows being about persons or about others says, where that decides."""
    if rule.subject is None:
        return []
    if subject is Subject.UNKNOWN:
        return [Reason(rule.unknown, "nothing tells what the rows are about")] if rule.unknown else []
    if subject is Subject.DWELLING and rule.of_homes:
        return [Reason(ABOUT_PERSONS, "rows are about homes, which are where persons live")]
    if subject is rule.subject:
        telling = max(reasons, key=lambda reason: reason.weight)
        return [Reason(ABOUT_PERSONS, f"rows are about persons: {telling.sentence}")]
    telling = min(reasons, key=lambda reason: reason.weight)
    return [Reason(ABOUT_OTHERS, f"rows are not about single persons: {telling.sentence}")]

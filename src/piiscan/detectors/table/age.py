"""Age of a person: numbers to 120 under a word for age, not all of which are infants' and not all the same.

Without any header, whole numbers spread as ages are convince only beside columns that are plainly about persons.
"""

from dataclasses import replace

from piiscan.detectors.table.headers import Header
from piiscan.detectors.table.weigh import MANY, Company, weigh_by_rule
from piiscan.model.columns import ColumnEvidence, ColumnSketch, Reason
from piiscan.rulebook.rules import ColumnRule

_DECIMALS = Reason(-1.0, "its numbers have decimals, as few ages of persons do")
_STANDING = Reason(-8.0, "beside it stand other years of a study, so it is no age")
_STANDINGS = frozenset({"junior", "soph", "sophomore", "freshman", "frosh"})
_ONE_VALUE = Reason(-1.0, "it has one value only")
_SPREAD = Reason(1.5, "its whole numbers are spread as ages are, beside columns that are plainly about persons")

_ADULTS = ("number:18", "number:40")
_AGES = ("number:0", "number:1", "number:2", "number:3", "number:10", *_ADULTS, "number:65")
_MOST_ADULTS = 0.6
_FEWEST_AGES = 5
"""Distinct values: fewer are codes."""

_PLAINLY_PERSONS = (
    ("column.sex/words", "column.sex/m_or_f"),
    ("column.race/words",),
    ("column.marital_status/words",),
    ("column.email/address",),
    ("column.education/cjk",),
)
"""Tests that values of columns about persons pass, and hardly any others."""


def weigh_age(column: ColumnSketch, header: Header, company: Company, rule: ColumnRule) -> ColumnEvidence:
    """Return the evidence that a column holds ages."""
    evidence = weigh_by_rule(column, header, company, rule)
    reasons = [*evidence.reasons]
    if column.type == "number":
        reasons.append(_DECIMALS)
    if "senior" in header.words and any(not _STANDINGS.isdisjoint(mate.words) for mate in company.headers):
        reasons.append(_STANDING)
    evidence = replace(evidence, reasons=tuple(reasons))
    if column.distinct == 1 and column.present > 1 and column.type in {"integer", "number"}:
        return replace(evidence, reasons=(*evidence.reasons, _ONE_VALUE))
    if header.nameless and _is_spread(column) and any(map(_is_about_persons, company.columns)):
        return replace(evidence, reasons=(*evidence.reasons, _SPREAD))
    return evidence


def _is_spread(column: ColumnSketch) -> bool:
    """Whether values are whole numbers as ages of many people are, and not as many as there are rows."""
    return (
        column.type == "integer"
        and column.distinct >= _FEWEST_AGES
        and column.share(*_AGES) == 1.0
        and column.share(*_ADULTS) >= _MOST_ADULTS
    )


def _is_about_persons(column: ColumnSketch) -> bool:
    return any(column.share(*tests) >= MANY for tests in _PLAINLY_PERSONS)

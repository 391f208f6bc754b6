"""Age of a person: numbers to 120 under a word for age, not all of which are infants' and not all the same."""

from dataclasses import replace

from piiscan.detectors.table.headers import Header
from piiscan.detectors.table.weigh import Company, weigh_by_rule
from piiscan.model.columns import ColumnEvidence, ColumnSketch, Reason
from piiscan.rulebook.rules import ColumnRule

_ONE_VALUE = Reason(-1.0, "it has one value only")


def weigh_age(column: ColumnSketch, header: Header, company: Company, rule: ColumnRule) -> ColumnEvidence:
    """Return the evidence that a column holds ages."""
    evidence = weigh_by_rule(column, header, company, rule)
    if column.distinct == 1 and column.present > 1 and column.type in {"integer", "number"}:
        return replace(evidence, reasons=(*evidence.reasons, _ONE_VALUE))
    return evidence

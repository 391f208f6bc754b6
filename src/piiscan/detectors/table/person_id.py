"""Persistent id of a person: a key, so many values and none of them a measurement."""

from dataclasses import replace

from piiscan.detectors.table.headers import Header, Says
from piiscan.detectors.table.weigh import Company, weigh_by_rule
from piiscan.model.columns import ColumnEvidence, ColumnSketch, Reason
from piiscan.rulebook.rules import ColumnRule

_FEW = Reason(-6.0, "it has too few distinct values to tell persons apart")
_FRACTIONS = Reason(-6.0, "its values have decimals, so it is a measurement")
_OF_THE_ROW = Reason(-3.0, "another column is plainly a person's, so it is the row's own")
_BARE = {("id",), ("id", "str"), ("key",)}
_ENOUGH_ROWS = 20
_FEW_DISTINCT = 3


def weigh_person_id(column: ColumnSketch, header: Header, company: Company, rule: ColumnRule) -> ColumnEvidence:
    """Return the evidence that a column tells persons apart."""
    evidence = weigh_by_rule(column, header, company, rule)
    reasons = list(evidence.reasons)
    if column.distinct < _FEW_DISTINCT and (column.present >= _ENOUGH_ROWS or (column.distinct == 1 < column.present)):
        reasons.append(_FEW)
    named = any(len(mate.words) > 1 and mate.says.get(rule.id) is Says.NAMED for mate in company.headers)
    if header.words in _BARE and named:
        reasons.append(_OF_THE_ROW)
    if column.type == "number":
        reasons.append(_FRACTIONS)
    return replace(evidence, reasons=tuple(reasons))

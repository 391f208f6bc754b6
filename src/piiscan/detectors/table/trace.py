"""Traces: times beside positions and the id of a person who comes back make a trail of where somebody was."""

from dataclasses import replace

from piiscan.detectors.table.coordinates import LATITUDE, LONGITUDE, is_point
from piiscan.detectors.table.headers import Header, Says
from piiscan.detectors.table.weigh import Company, weigh_by_rule
from piiscan.model.columns import ColumnEvidence, ColumnSketch, Reason
from piiscan.rulebook.rules import ColumnRule

_TRAIL = Reason(6.0, "beside it stand positions and a person's id that comes back")
_NO_TRAIL = Reason(-8.0, "there are no positions with the id of a person that comes back beside it")
_COMES_BACK = 1.5
"""Rows for each id from which persons come back."""


def weigh_trace(column: ColumnSketch, header: Header, company: Company, rule: ColumnRule) -> ColumnEvidence:
    """Return the evidence that a column says when a person was at the positions beside it."""
    evidence = weigh_by_rule(column, header, company, rule)
    words = [set(mate.words) for mate in company.headers]
    placed = any(LATITUDE & each for each in words) and any(LONGITUDE & each for each in words)
    placed = placed or any(map(_is_place, company.columns, company.headers))
    trail = placed and any(map(_comes_back, company.columns, company.headers))
    return replace(evidence, reasons=(*evidence.reasons, _TRAIL if trail else _NO_TRAIL))


def _is_place(column: ColumnSketch, header: Header) -> bool:
    says = header.says.get("column.coordinates", Says.NOTHING)
    return Says.HINTED <= says < Says.DENIED and is_point(column)


def _comes_back(column: ColumnSketch, header: Header) -> bool:
    names_persons = any(Says.CONTAINED <= header.says.get(rule, Says.NOTHING) < Says.DENIED for rule in _IDS)
    return names_persons and 0 < column.distinct * _COMES_BACK <= column.present


_IDS = ("column.person_id", "column.device", "column.username")

"""Health: in studies of survival, a plain ``status`` beside a time to the event says who died or fell ill."""

from dataclasses import replace

from piiscan.detectors.table.headers import Header, Says
from piiscan.detectors.table.weigh import Company, weigh_by_rule
from piiscan.model.columns import ColumnEvidence, ColumnSketch, Reason
from piiscan.rulebook.rules import ColumnRule

_TIMES = frozenset({"time", "futime", "survtime", "survival", "days", "pfs", "os", "followup", "stop", "surv"})
_SURVIVAL = Reason(3.0, "beside it stands the time until something happened to the person")


def weigh_health(column: ColumnSketch, header: Header, company: Company, rule: ColumnRule) -> ColumnEvidence:
    """Return the evidence that a column tells of health, illness or death."""
    evidence = weigh_by_rule(column, header, company, rule)
    if header.says.get(rule.id) is not Says.HINTED_FLAG:
        return evidence
    times = any(not _TIMES.isdisjoint(mate.words) for mate in company.headers if mate is not header)
    return replace(evidence, reasons=(*evidence.reasons, _SURVIVAL)) if times else evidence

"""Sexual orientation: the sex that somebody looks for tells it once their own sex stands beside."""

from dataclasses import replace

from piiscan.detectors.table.headers import Header, Says
from piiscan.detectors.table.weigh import SOME, Company, weigh_by_rule
from piiscan.model.columns import ColumnEvidence, ColumnSketch, Reason
from piiscan.rulebook.rules import ColumnRule

_OWN_SEX = Reason(1.5, "beside it stands the person's own sex, and together they tell the orientation")


def weigh_orientation(column: ColumnSketch, header: Header, company: Company, rule: ColumnRule) -> ColumnEvidence:
    """Return the evidence that a column tells whom a person loves or looks for."""
    evidence = weigh_by_rule(column, header, company, rule)
    says = header.says.get(rule.id, Says.NOTHING)
    sought = says >= Says.HINTED and says is not Says.DENIED and column.share(f"{rule.id}/sought") >= SOME
    if sought and any(_is_sex(mate) for mate in company.headers if mate is not header):
        return replace(evidence, reasons=(*evidence.reasons, _OWN_SEX))
    return evidence


def _is_sex(header: Header) -> bool:
    return header.says.get("column.sex") in {Says.NAMED, Says.FLAG}

"""Date of birth: the precision follows from what the values hold, a whole date or a year."""

from dataclasses import replace

from piiscan.detectors.table.headers import Header
from piiscan.detectors.table.weigh import Company, weigh_by_rule
from piiscan.model.columns import ColumnEvidence, ColumnSketch, Reason
from piiscan.rulebook.rules import ColumnRule

_FRACTIONS = Reason(-6.0, "its values have decimals, so they are no dates")
_A_DAY = round(1 / 365.25, 4)


def weigh_birth_date(column: ColumnSketch, header: Header, company: Company, rule: ColumnRule) -> ColumnEvidence:
    """Return the evidence that a column holds dates or years of birth, with their precision in years."""
    evidence = weigh_by_rule(column, header, company, rule)
    if column.type == "number":
        evidence = replace(evidence, reasons=(*evidence.reasons, _FRACTIONS))
    has_days = column.share("type:date", "type:datetime") > column.share(f"{rule.id}/year")
    return replace(evidence, precision=_A_DAY if has_days else 1.0)

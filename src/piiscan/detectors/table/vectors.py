"""Vectors of floats: a list of one length per record, a text of numbers, or a family of numbered columns.

What a vector encodes its header tells, and the columns beside it: next to faces or voices it is a biometric template.
"""

from dataclasses import replace

from piiscan.detectors.table.headers import Header
from piiscan.detectors.table.weigh import Company, weigh_by_rule
from piiscan.model.categories import Category
from piiscan.model.columns import ColumnEvidence, ColumnSketch, Reason
from piiscan.rulebook.rules import ColumnRule

SHORTEST, SHORTEST_UNNAMED, LONGEST = 16, 64, 4096
"""Numbers in a vector: the smallest models that tell faces apart give 64, landmarks are fewer, so
a header must name those."""

_BODY = frozenset(
    {"face", "faces", "facial", "selfie", "photo", "image", "img", "bbox", "landmark", "landmarks", "identity", "voice"}
    | {"speaker", "iris", "gait", "celebrity", "foto", "gesicht", "visage", "rostro", "rosto", "viso"}
    | {"лицо", "人脸", "顔"}
)
_LIST = Reason(4.0, "it holds as many numbers for every record, like a vector")
_TEXT = Reason(4.0, "its texts are long rows of numbers, like a vector")
_FAMILY = Reason(4.0, "it is one of many numbered columns, like a vector")
_NO_VECTOR = Reason(-6.0, "it is no vector of numbers")
_BESIDE = Reason(5.0, "columns beside it are about faces, voices or photos")


def weigh_vector(column: ColumnSketch, header: Header, company: Company, rule: ColumnRule) -> ColumnEvidence:
    """Return the evidence that a column is, or is part of, a vector computed by a model."""
    evidence = weigh_by_rule(column, header, company, rule)
    shape = _shape(column, header, company, rule)
    reasons = [*evidence.reasons, shape or _NO_VECTOR]
    if shape and rule.category is Category.BIOMETRIC_TEMPLATE and _beside_body(header, company):
        reasons.append(_BESIDE)
    return replace(evidence, reasons=tuple(reasons))


def _shape(column: ColumnSketch, header: Header, company: Company, rule: ColumnRule) -> Reason | None:
    if column.share(f"{rule.id}/written") > _MOSTLY:
        return _TEXT
    if column.type != "number":
        return None
    if column.name.endswith("/*"):
        records = min((mate.rows for mate in company.columns if mate.rows), default=column.rows)
        return _LIST if SHORTEST * records <= column.rows <= LONGEST * records else None
    shortest = SHORTEST if rule.id in header.says else SHORTEST_UNNAMED
    return _FAMILY if shortest <= company.families[header.stem] <= LONGEST else None


def _beside_body(header: Header, company: Company) -> bool:
    return any(not _BODY.isdisjoint(mate.words) for mate in (header, *company.headers))


_MOSTLY = 0.9

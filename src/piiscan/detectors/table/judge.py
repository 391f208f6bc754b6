"""Weighs the categories of a column against each other and names the verdict."""

import math
from collections.abc import Iterable, Mapping

from piiscan.detectors.catalog import ColumnDetector, column_detectors
from piiscan.detectors.table.subject import subject_of
from piiscan.model.columns import ColumnEvidence, ColumnSketch, TableProfile, Verdict
from piiscan.rulebook.rules import Rulebook

CONVINCED = 0.5
"""Confidence from which a category becomes the verdict."""

WORTH_NAMING = 0.05
"""Confidence from which another category is named as an alternative."""


def judge_table(name: str, columns: Iterable[ColumnSketch], rulebook: Rulebook) -> list[Verdict]:
    """Return the verdict on every column of a table that is judged to be about a person, in order of columns."""
    sketches = tuple(sorted(columns, key=lambda column: (column.position, column.name)))
    subject, reason = subject_of(name, (column.name for column in sketches), rulebook.subject)
    table = TableProfile(name, sketches, subject, reason)
    detectors = column_detectors(rulebook)
    verdicts = (judge_column(column, table, detectors) for column in sketches)
    return [verdict for verdict in verdicts if verdict is not None]


def judge_column(column: ColumnSketch, table: TableProfile, detectors: Mapping[str, ColumnDetector]) -> Verdict | None:
    """Return the verdict on one column, or None where no category convinces."""
    if not column.present:
        return None
    weighed = weigh_column(column, table, detectors)
    best = weighed[0]
    if confidence_of(best) < CONVINCED:
        return None
    others = [(confidence_of(evidence), evidence.category) for evidence in weighed[1:]]
    return Verdict(
        table=table.name,
        field=column.name,
        category=best.category,
        detector=best.detector,
        confidence=round(confidence_of(best), 4),
        origin=best.origin,
        reasons=tuple(reason.sentence for reason in sorted(best.reasons, key=lambda reason: -reason.weight)),
        alternatives=tuple(f"{category} {share:.2f}" for share, category in others if share >= WORTH_NAMING),
        precision=best.precision,
    )


def weigh_column(
    column: ColumnSketch, table: TableProfile, detectors: Mapping[str, ColumnDetector]
) -> list[ColumnEvidence]:
    """Return the evidence of all detectors about one column, the weightiest first."""
    evidence = [weigh(column, table) for weigh in detectors.values()]
    return sorted(evidence, key=lambda item: (-item.weight, item.detector))


def confidence_of(evidence: ColumnEvidence) -> float:
    """Return the probability that belongs to the summed log-odds."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, evidence.weight))))

"""Finds entities in the cells of a column: one gate over all cells, patterns on the few that pass it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from piiscan.detectors.table.presence import PresentText
from piiscan.detectors.text.confirm import CHECKS
from piiscan.model.categories import Category
from piiscan.model.findings import Evidence, Finding, Hits
from piiscan.model.masks import mask
from piiscan.rulebook.rules import TextRule


@dataclass(frozen=True, slots=True)
class Span:
    """Where an entity stands in a text, in code points."""

    rule: TextRule
    start: int
    end: int


def find_in_cells(field: str, cells: PresentText, rules: Iterable[TextRule], told: Category | None) -> Iterator[Hits]:
    """Yield the entities in the cells of one column, a ``Hits`` per rule.

    Args:
        field: name of the column.
        cells: its cells that hold something.
        rules: the entities to look for.
        told: the category that the column's verdict already tells of every row; it is not told twice.
    """
    wanted = [rule for rule in rules if rule.category is not told]
    if not wanted or not _is_text(cells.text.type):
        return
    gate = "|".join(f"(?:{rule.gate})" for rule in wanted)
    passing = pc.indices_nonzero(pc.match_substring_regex(cells.text, gate))
    if len(passing) == 0:
        return
    records, texts = cells.records.take(passing).to_pylist(), cells.text.take(passing).to_pylist()
    spans = [(record, span) for record, text in zip(records, texts, strict=True) for span in find_in_text(text, wanted)]
    for rule in wanted:
        if found := [(record, span) for record, span in spans if span.rule is rule]:
            yield _hits(field, rule, found)


def find_in_text(text: str, rules: Iterable[TextRule]) -> list[Span]:
    """Return the entities in one text, in the order of the rules."""
    spans = []
    for rule in rules:
        check = CHECKS[rule.confirm] if rule.confirm else lambda _candidate: True
        found = (match for match in rule.pattern.finditer(text) if check(match.group()))
        spans += [Span(rule, match.start(), match.end()) for match in found]
    return spans


def _hits(field: str, rule: TextRule, found: list[tuple[int, Span]]) -> Hits:
    finding = Finding(rule.id, rule.category, field, Evidence.PATTERN, rule.confidence, shown=mask(rule.category))
    return Hits(
        finding,
        records=pa.array([record for record, _ in found], pa.int64()),
        span_start=pa.array([span.start for _, span in found], pa.int32()),
        span_end=pa.array([span.end for _, span in found], pa.int32()),
    )


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))

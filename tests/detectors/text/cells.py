"""Makes columns of text and finds what is in them, for the tests of text detectors."""

import pyarrow as pa

from piiscan.detectors.table.presence import PresentText
from piiscan.detectors.text.cells import find_in_cells
from piiscan.model.arrow_types import ArrowArray
from piiscan.model.categories import Category
from piiscan.rulebook.loading import load_rulebook
from piiscan.rulebook.places import shipped_rules
from piiscan.rulebook.rules import TextRule

RULES = {rule.id: rule for rule in load_rulebook((str(shipped_rules()),)).texts}


def found(*cells: str, field: str = "text", told: Category | None = None) -> list[tuple[int, str, str]]:
    """Return record, detector and text of every entity in a column, in order."""
    column = PresentText(pa.array(cells, pa.string()), pa.array(range(len(cells)), pa.int64()), len(cells))
    spans = [
        (record, hits.finding.detector, cells[record][start:end])
        for hits in find_in_cells(field, column, RULES.values(), told)
        for record, start, end in zip(
            hits.records.to_pylist(), column_of(hits.span_start), column_of(hits.span_end), strict=True
        )
    ]
    return sorted(spans)


def column_of(values: ArrowArray | None) -> list[int]:
    """Return the numbers of a column that must be there."""
    assert values is not None
    numbers: list[int] = values.to_pylist()
    return numbers


def rule(name: str) -> TextRule:
    """Return a shipped rule, such as ``email`` for ``text.email``."""
    return RULES[f"text.{name}"]

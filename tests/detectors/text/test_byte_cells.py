"""Text among the cells of a column of bytes."""

import pyarrow as pa

from piiscan.detectors.table.presence import PresentText
from piiscan.detectors.text.cells import find_in_cells
from tests.detectors.text.cells import RULES


def test_text_among_other_bytes() -> None:
    """
    In a column of bytes that holds pictures or hashes too, the cells that are text are looked at, under their records.
    """
    values = [b"\xff\xd8\xff\xe0" + bytes(40), b"\x9f" * 16, "für zorelia@example.com".encode()]
    cells = PresentText(pa.array(values, pa.large_binary()), pa.array([5, 6, 7]), 3, is_typed=True)
    [hits] = find_in_cells("payload", cells, RULES.values())

    assert hits.span_start is not None
    assert ("text.email", [7], [4]) == (hits.finding.detector, hits.records.to_pylist(), hits.span_start.to_pylist())

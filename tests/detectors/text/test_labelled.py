"""The labelled cells that the benchmark is measured on."""

import pyarrow as pa
from benchmarks.labelled_text import labelled_cells
from benchmarks.text_peers import accuracy, find_ours, shipped_text_rules


def test_precision_and_recall() -> None:
    """
    Of each kind nearly all labelled entities are found, and nearly all that is found is labelled.
    """
    cells = list(labelled_cells(seed=2, positives=800, negatives=800))
    figures = accuracy(cells, find_ours(pa.array([cell.text for cell in cells]), shipped_text_rules()))

    assert 30 < len(figures)
    assert {} == {kind: figure for kind, figure in figures.items() if min(figure["precision"], figure["recall"]) < 0.97}

"""The labelled cells that the benchmark is measured on."""

import pyarrow as pa
from benchmarks.heldout_text import heldout_cells
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


def test_sentences_that_rules_were_not_made_for() -> None:
    """
    On the second set precision is as high for every kind, and recall as it was measured, less what chance may take.
    """
    cells = list(heldout_cells(rounds=2, negatives=600))
    figures = accuracy(cells, find_ours(pa.array([cell.text for cell in cells]), shipped_text_rules()))

    assert 35 < len(figures)
    assert {} == {kind: figure for kind, figure in figures.items() if figure["precision"] < 0.97}
    assert {} == {kind: figure for kind, figure in figures.items() if figure["recall"] < 0.7}

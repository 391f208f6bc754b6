"""A million cells of running text through the text rules, against Presidio's batch engine on a sample of the same.

Both run in this process, one after the other, with everything loaded before the clock starts. Beside the speed it says
how many of Presidio's true entities are found, and how both fare on the labelled cells.
"""

import time
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa

from benchmarks.heldout_text import heldout_cells
from benchmarks.labelled_text import Labelled, labelled_cells
from benchmarks.measure import machine
from benchmarks.text_peers import (
    Found,
    accuracy,
    column_of,
    find_ours,
    find_presidios,
    presidio_engine,
    shipped_text_rules,
)
from piiscan.detectors.text.cells import find_in_cells
from piiscan.rulebook.rules import TextRule

CELLS, SAMPLE, LABELLED = 1_000_000, 16_000, 4_000
QUICK = 1_600, 160, 160
ENTITY_EVERY = 16
WIDTH = 100
BATCH = 65_536

_WORDS = (
    "harbour",
    "soup",
    "map",
    "radio",
    "choir",
    "bread",
    "walk",
    "quiet",
    "guitar",
    "orchard",
    "ferry",
    "river",
    "kind",
    "looking",
    "for",
    "someone",
    "who",
    "laughs",
    "and",
    "cooks",
    "in",
    "winter",
    "I",
    "like",
    "the",
    "sea",
)


def measure(folder: Path, quick: bool) -> dict[str, Any]:  # noqa: ARG001 - a benchmark's signature
    """Return the figures, times as seconds for a million cells."""
    cells, sample, labelled = QUICK if quick else (CELLS, SAMPLE, LABELLED)
    rules = shipped_text_rules()
    engine = presidio_engine(rules)
    texts, labels = _column(cells)
    _warm_up(rules, engine)
    ours_time, ours = _timed_ours(texts, rules, sample)
    start = time.perf_counter()
    theirs = find_presidios(texts[:sample].to_pylist(), engine)
    theirs_time = (time.perf_counter() - start) / sample
    per_million = ours_time / cells * 1e6
    return {
        "name": "text",
        "unit": f"seconds for a million cells of {WIDTH} characters; {cells} were ours, {sample} of them Presidio's",
        "ours": round(per_million, 4),
        "against": round(theirs_time * 1e6, 4),
        "ratio": round(per_million / (theirs_time * 1e6), 5),
        "cells_per_second": {"ours": round(1e6 / per_million), "presidio": round(1 / theirs_time)},
        "same_entities": _compared(labels[:sample], ours, theirs),
        "labelled": _accuracies(labelled_cells(seed=1, positives=labelled, negatives=labelled), rules, engine),
        "heldout": _accuracies(heldout_cells(rounds=1 if quick else 20, negatives=labelled), rules, engine),
        "machine": machine(),
    }


def _column(cells: int) -> tuple[pa.Array, list[Labelled]]:
    """Return cells of one width, one in sixteen with an entity, and the first of them with their labels."""
    random = Random(5)  # noqa: S311 -- invented cells need no cryptography
    prose = [" ".join(random.choices(_WORDS, k=WIDTH // 3))[:WIDTH] for _ in range(5_000)]
    held = [cell for cell in labelled_cells(seed=3, positives=4_000, negatives=0) if len(cell.text) < WIDTH]
    column = []
    for number in range(cells):
        text = random.choice(prose)
        if number % ENTITY_EVERY:
            column.append(Labelled(text))
            continue
        cell = random.choice(held)
        column.append(Labelled(f"{cell.text} {text}"[:WIDTH], cell.entities))
    return pa.array([cell.text for cell in column]), column


def _warm_up(rules: Sequence[TextRule], engine: Any) -> None:
    texts = [cell.text for cell in labelled_cells(seed=9, positives=200, negatives=50)]
    find_ours(pa.array(texts), rules)
    find_presidios(texts[:50], engine)


def _timed_ours(texts: pa.Array, rules: Sequence[TextRule], sample: int) -> tuple[float, list[Found]]:
    """Return the seconds for all cells on one core, and what is in the first of them."""
    pa.set_cpu_count(1)
    start = time.perf_counter()
    for at in range(0, len(texts), BATCH):
        for _ in find_in_cells("text", column_of(texts.slice(at, BATCH)), rules):
            pass
    return time.perf_counter() - start, find_ours(texts.slice(0, sample), rules)


def _compared(cells: Sequence[Labelled], ours: Sequence[Found], theirs: Sequence[Found]) -> dict[str, Any]:
    """Say how many of the labelled entities that Presidio finds we find, and what either finds beyond the labels."""
    both: Counter[str] = Counter()
    only_theirs: Counter[str] = Counter()
    for cell, mine, other in zip(cells, ours, theirs, strict=True):
        for label in cell.entities:
            if _finds(other, label):
                (both if _finds(mine, label) else only_theirs)[label[0]] += 1
    total = both.total() + only_theirs.total()
    return {
        "true_entities_of_presidio": total,
        "found_by_us": round(both.total() / total, 4) if total else 1.0,
        "missed_by_us": dict(only_theirs),
        "presidio_beyond_the_labels": dict(_beyond(cells, theirs)),
        "ours_beyond_the_labels": dict(_beyond(cells, ours)),
    }


def _beyond(cells: Sequence[Labelled], found: Sequence[Found]) -> Counter[str]:
    return Counter(
        span[0] for cell, spans in zip(cells, found, strict=True) for span in spans if not _finds(cell.entities, span)
    )


def _finds(spans: Sequence[tuple[str, int, int]], wanted: tuple[str, int, int]) -> bool:
    return any(span[0] == wanted[0] and span[1] < wanted[2] and wanted[1] < span[2] for span in spans)


def _accuracies(labelled: Iterable[Labelled], rules: Sequence[TextRule], engine: Any) -> dict[str, Any]:
    cells = list(labelled)
    texts = [cell.text for cell in cells]
    return {
        "ours": accuracy(cells, find_ours(pa.array(texts), rules)),
        "presidio": accuracy(cells, find_presidios(texts, engine)),
    }

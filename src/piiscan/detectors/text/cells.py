"""Finds entities in the cells of a column: gates over all cells, recognizers on the few that pass them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from piiscan.detectors.table.presence import PresentText
from piiscan.detectors.text.byte_cells import text_in_bytes
from piiscan.detectors.text.candidates import FEW_WORDS
from piiscan.detectors.text.gates import candidates
from piiscan.detectors.text.long_cells import LONG, cut
from piiscan.detectors.text.overlaps import without_overlaps
from piiscan.detectors.text.recognize import Span, header_denies, header_explains, recognize
from piiscan.model.arrow_types import ArrowArray
from piiscan.model.categories import Category
from piiscan.model.findings import Evidence, Finding, Hits
from piiscan.model.masks import mask
from piiscan.rulebook.rules import ContextNeed, TextRule

_PROBE = 512
"""Cells looked at to tell whether a column has few distinct values."""


_TOGETHER_BYTES = 4_000_000
"""Long cells are looked at together up to this size."""

PLACES = frozenset({Category.LOCATION_COORDINATES, Category.LOCATION_ADDRESS})
"""Of these only what fills a cell is a thing's: in a sentence somebody may live there."""


@dataclass(frozen=True, slots=True)
class _Search:
    """What to look for in one column."""

    rules: tuple[TextRule, ...]
    explained: frozenset[TextRule]
    """Rules that the header speaks of."""

    denied: frozenset[TextRule]
    """Rules whose entities the header says are other numbers, where they fill a cell."""

    judged: bool
    """Whether the column has a verdict: what fills a whole cell was judged already."""

    of_things: bool
    """Whether the places that fill cells are those of things."""


def find_in_cells(
    field: str,
    cells: PresentText,
    rules: Iterable[TextRule],
    told: Category | None = None,
    evidence: Evidence = Evidence.PATTERN,
    of_things: bool = False,
) -> Iterator[Hits]:
    """Yield the entities in the cells of one column, a ``Hits`` per rule.

    Args:
        field: name of the column.
        cells: its cells that hold something.
        rules: the entities to look for.
        told: the category that the column's verdict already tells of every row; it is not told twice.
        evidence: where the texts stand.
        of_things: whether rows are about things, so that a position or an address that fills a cell is nobody's.
    """
    cells = text_in_bytes(cells)
    wanted = tuple(rule for rule in rules if rule.category is not told)
    if cells.is_typed:  # a number is an entity only where the header says of which kind
        wanted = tuple(rule for rule in wanted if header_explains(rule, field))
    if not wanted or not _is_text(cells.text.type) or not len(cells.text):
        return
    search = _search(field, wanted, judged=told is not None, of_things=of_things)
    found: defaultdict[TextRule, list[tuple[int, Span]]] = defaultdict(list)
    for place, span in _find_in_column(cells, search):
        found[span.rule].append((place, span))
    for rule in wanted:
        if rule in found:
            yield _hits(field, rule, cells.records, found[rule], evidence)


def header_says(field: str, rules: Iterable[TextRule]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the rules that a header speaks of, and those that it denies: all that ``find_in_cells`` takes from it."""
    known = tuple(rules)
    explained = tuple(rule.id for rule in known if header_explains(rule, field))
    return explained, tuple(rule.id for rule in known if header_denies(rule, field))


def find_in_text(text: str, rules: Iterable[TextRule], field: str = "text") -> list[Span]:
    """Return the entities in one text, in the order in which they begin."""
    search = _search(field, tuple(rules), judged=False)
    return sorted((span for _, span in _find(pa.array([text]), search)), key=lambda span: (span.start, span.end))


def _search(field: str, rules: tuple[TextRule, ...], *, judged: bool, of_things: bool = False) -> _Search:
    explained = frozenset(rule for rule in rules if header_explains(rule, field))
    return _Search(rules, explained, frozenset(rule for rule in rules if header_denies(rule, field)), judged, of_things)


def _find_in_column(cells: PresentText, search: _Search) -> Iterator[tuple[int, Span]]:
    if cells.codes is None:
        yield from _find(cells.text, search)
        return
    for place, span in _find_in_all(cells.distinct, search):
        yield from ((cell, span) for cell in np.flatnonzero(cells.codes == place).tolist())


def _find(texts: ArrowArray, search: _Search) -> Iterator[tuple[int, Span]]:
    """Yield the place of the cell and the span of every entity in a column; equal cells are looked at once."""
    if len(texts) <= _PROBE or pc.count_distinct(texts.slice(0, _PROBE)).as_py() > _PROBE // 4:
        yield from _find_in_all(texts, search)
        return
    encoded = texts.dictionary_encode()
    codes = encoded.indices.to_numpy()
    for place, span in _find_in_all(encoded.dictionary, search):
        yield from ((cell, span) for cell in np.flatnonzero(codes == place).tolist())


def _find_in_all(texts: ArrowArray, search: _Search) -> Iterator[tuple[int, Span]]:
    long = pc.greater_equal(pc.binary_length(texts), LONG)
    if not pc.any(long).as_py():
        yield from _find_in_short(texts, search)
        return
    short = pc.indices_nonzero(pc.invert(long))
    for place, span in _find_in_short(texts.take(short), search):
        yield short[place].as_py(), span
    for places in _together(pc.indices_nonzero(long).to_pylist(), texts):
        yield from _find_in_long(places, texts, search)


def _together(places: Iterable[int], texts: ArrowArray) -> Iterator[list[int]]:
    """Yield long cells in groups: to set out for a single one takes as long as to look at many."""
    group: list[int] = []
    size = 0
    for place in places:
        length = len(texts[place].as_buffer())
        if group and size + length > _TOGETHER_BYTES:
            yield group
            group, size = [], 0
        group.append(place)
        size += length
    if group:
        yield group


def _find_in_long(places: Sequence[int], texts: ArrowArray, search: _Search) -> Iterator[tuple[int, Span]]:
    pieces = [(place, piece) for place in places for piece in cut(texts[place].as_py())]
    column = pa.array([piece.text for _, piece in pieces], pa.large_string())
    for number, span in _find_in_short(column, search):
        place, piece = pieces[number]
        if piece.core_start <= span.start < piece.core_end:
            yield place, Span(span.rule, span.start + piece.offset, span.end + piece.offset)


def _find_in_short(texts: ArrowArray, search: _Search) -> Iterator[tuple[int, Span]]:
    found: defaultdict[int, list[Span]] = defaultdict(list)
    for rule, places in candidates(texts, search.rules, search.explained):
        for place, text in zip(places.tolist(), texts.take(pa.array(places)).to_pylist(), strict=True):
            found[place] += _recognized(rule, text, search)
    for place in sorted(found):
        yield from ((place, span) for span in without_overlaps(found[place]))


def _recognized(rule: TextRule, text: str, search: _Search) -> Iterator[Span]:
    judged = search.judged and rule.context.needed is not ContextNeed.NEVER
    nobodys = search.of_things and rule.category in PLACES
    for span in recognize(rule, text, rule in search.explained, rule in search.denied):
        if judged and text[span.start : span.end] == text.strip():
            continue
        if nobodys and len(f"{text[: span.start]} {text[span.end :]}".split()) <= FEW_WORDS:
            continue
        yield span


def _hits(
    field: str, rule: TextRule, records: ArrowArray, found: Sequence[tuple[int, Span]], evidence: Evidence
) -> Hits:
    finding = Finding(rule.id, rule.category, field, evidence, rule.confidence, shown=mask(rule.category))
    return Hits(
        finding,
        records=records.take(pa.array([place for place, _ in found], pa.int64())),
        span_start=pa.array([span.start for _, span in found], pa.int32()),
        span_end=pa.array([span.end for _, span in found], pa.int32()),
    )


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))

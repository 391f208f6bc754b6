"""Says which cells may hold which entities, a column at a time: one combined pattern first, single ones on its hits."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from piiscan.detectors.text.gate_groups import GateGroup, group_gates
from piiscan.model.arrow_types import ArrowArray
from piiscan.rulebook.rules import ContextNeed, TextRule

Places = npt.NDArray[np.int64]
"""Places of cells in a column."""

BARE_NUMBER = r"^\s*[-+]?(?:[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?|[0-9]*[.,]?[0-9]+(?:[eE][-+]?[0-9]+)?)\s*$"
"""A cell that is nothing but a number: no entity unless the header says so."""


def candidates(
    texts: ArrowArray, rules: Sequence[TextRule], explained: frozenset[TextRule]
) -> Iterator[tuple[TextRule, Places]]:
    """Yield for each rule the cells that may hold its entity; a superset of those that do.

    Args:
        texts: strings without nulls.
        rules: the entities to look for.
        explained: those that the column's header speaks of.
    """
    of_gate: defaultdict[str, list[TextRule]] = defaultdict(list)
    for rule in rules:
        of_gate[rule.gate].append(rule)
    for places, gate in _passing_gates(texts, tuple(of_gate), bare_numbers=bool(explained)):
        for rule in of_gate[gate]:
            if len(own := _with_context(texts, places, rule, rule in explained)):
                yield rule, own


def _passing_gates(texts: ArrowArray, gates: tuple[str, ...], *, bare_numbers: bool) -> Iterator[tuple[Places, str]]:
    """Yield each gate that lets cells through, with their places.

    Gates are run in groups first, and one by one only on the hits of their group; gates that need digits are shown
    only the cells that hold as many.
    """
    with_digits: dict[int, tuple[Places, ArrowArray]] = {0: (np.arange(len(texts)), texts)}
    for group in group_gates(gates):
        if group.digits not in with_digits:
            with_digits[group.digits] = _holding_digits(texts, group, bare_numbers=bare_numbers)
        places, cells = with_digits[group.digits]
        hits = _matching(cells, group.pattern) if len(places) else places
        if not bare_numbers and not group.digits and len(hits):
            hits = hits[~_mask(cells.take(pa.array(hits)), BARE_NUMBER)]
        if not len(hits):
            continue
        passing = cells.take(pa.array(hits))
        for gate in group.gates:
            own = np.arange(len(hits)) if len(group.gates) == 1 else _matching(passing, gate)
            if len(own):
                yield places[hits[own]], gate


def _holding_digits(texts: ArrowArray, group: GateGroup, *, bare_numbers: bool) -> tuple[Places, ArrowArray]:
    """Return the cells with as many digits as the group needs, without bare numbers unless these count."""
    places = _matching(texts, group.digit_pattern)
    cells = texts.take(pa.array(places))
    if bare_numbers or not len(places):
        return places, cells
    kept = np.flatnonzero(~_mask(cells, BARE_NUMBER))
    return places[kept], cells.take(pa.array(kept))


def _with_context(texts: ArrowArray, places: Places, rule: TextRule, explained: bool) -> Places:
    if explained or rule.context.needed is not ContextNeed.ALWAYS:
        return places
    return places[_mask(texts.take(pa.array(places)), rule.context.gate)]


def _matching(texts: ArrowArray, pattern: str) -> Places:
    places: Places = np.flatnonzero(_mask(texts, pattern)).astype(np.int64)
    return places


def _mask(texts: ArrowArray, pattern: str) -> npt.NDArray[np.bool_]:
    mask: npt.NDArray[np.bool_] = pc.match_substring_regex(texts, pattern).to_numpy(zero_copy_only=False)
    return mask

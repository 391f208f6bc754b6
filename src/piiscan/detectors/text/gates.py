"""Says which cells may hold which entities, a column at a time: combined patterns first, single ones on their hits.

The patterns are run by polars, whose engine is several times as fast on cells as RE2 is, and keeps its pace when many
patterns are put together (November 2026: a digit in a cell of 170 bytes is looked for in .02 µs instead of .5). Only a
few plain texts are searched by RE2, since polars has to be loaded first.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from piiscan.detectors.text.gate_groups import GateGroup, digit_pattern, group_gates
from piiscan.model.arrow_types import ArrowArray
from piiscan.model.text_engine import Places, Texts, texts_of
from piiscan.rulebook.rules import ContextNeed, TextRule

_NUMBER = r"[-+]?(?:[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?|[0-9]*[.,]?[0-9]+(?:[eE][-+]?[0-9]+)?)"
_TIME = r"[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,9})?)?(?:Z|[-+][0-9]{2}:[0-9]{2})?"
_MOMENT = rf"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}(?:{_TIME})?"
BARE = rf"^\s*(?:{_NUMBER}|{_MOMENT})\s*$"
"""A cell that is nothing but a number, a date or a time: no entity unless the header says so."""


def candidates(
    texts: ArrowArray, rules: Sequence[TextRule], explained: frozenset[TextRule]
) -> Iterator[tuple[TextRule, Places]]:
    """Yield for each rule the cells that may hold its entity; a superset of those that do.

    Args:
        texts: strings without nulls.
        rules: the entities to look for.
        explained: those that the column's header speaks of.
    """
    column = texts_of(texts)
    cells = _Cells(column, np.arange(len(texts)), prose=_is_prose(column))
    if not explained:
        cells = cells.at(~column.holding(BARE))
    bound = [rule for rule in rules if rule.context.needed is ContextNeed.ALWAYS and rule not in explained]
    yield from _passing(cells, [rule for rule in rules if rule not in set(bound)])
    if bound:
        for rule, places in _passing(_speaking(cells, bound), bound):
            own = places[column.at(places).holding(rule.context.gate)]
            if len(own):
                yield rule, own


class _Cells:
    """Some cells of a column, and those of them that hold so many digits or are so long."""

    def __init__(self, texts: Texts, places: Places, *, prose: bool) -> None:
        self.texts, self.places, self.prose = texts, places, prose
        self._with_digits: dict[int, _Cells] = {}

    def __len__(self) -> int:
        return len(self.places)

    def about(self, mask: npt.NDArray[np.bool_]) -> "_Cells":
        """Return those that a mask picks, or all where it picks most: to look at a few more is less than to copy."""
        return self if mask.sum() >= _MOST * len(mask) else self.at(mask)

    def at(self, mask: npt.NDArray[np.bool_]) -> "_Cells":
        """Return those that a mask picks."""
        if mask.all():
            return self
        kept = np.flatnonzero(mask)
        return _Cells(self.texts.at(kept), self.places[kept], prose=self.prose)

    def for_group(self, group: GateGroup) -> "_Cells":
        """Return those that can match at all: with as many digits, and as long."""
        cells = self._holding_digits(group.digits) if group.digits else self
        if group.length <= _SHORT or not len(cells):
            return cells
        return cells.about(cells.texts.sizes() >= group.length)

    def _holding_digits(self, digits: int) -> "_Cells":
        if digits not in self._with_digits:
            fewer = [known for known in self._with_digits if known < digits]
            cells = self._with_digits[max(fewer)] if fewer else self
            self._with_digits[digits] = cells.about(cells.texts.holding(digit_pattern(digits)))
        return self._with_digits[digits]


_MOST = 0.75
_SHORT = 8
"""Characters up to which looking at the length of each cell saves nothing."""


def _passing(cells: _Cells, rules: Sequence[TextRule]) -> Iterator[tuple[TextRule, Places]]:
    """Yield each rule whose gate lets cells through, with their places.

    Gates are run in groups first, and one by one only on the hits of their group.
    """
    of_gate: defaultdict[str, list[TextRule]] = defaultdict(list)
    for rule in rules:
        of_gate[rule.gate].append(rule)
    for group in group_gates(tuple(of_gate), cells.prose):
        fit = cells.for_group(group)
        hits = fit.at(fit.texts.holding(group.pattern)) if len(fit) else fit
        if not len(hits):
            continue
        for gate in group.gates:
            own = hits.places if len(group.gates) == 1 else hits.places[hits.texts.holding(gate)]
            if len(own):
                yield from ((rule, own) for rule in of_gate[gate])


def _speaking(cells: _Cells, rules: Sequence[TextRule]) -> _Cells:
    """Return the cells that hold a word which any of the rules needs: few columns have any."""
    with_digits = cells.for_group(min(group_gates(tuple({rule.gate: None for rule in rules})), key=lambda g: g.digits))
    words = "|".join(dict.fromkeys(rule.context.gate.removeprefix("(?i)") for rule in rules))
    return with_digits.at(with_digits.texts.holding(f"(?i){words}")) if len(with_digits) else with_digits


def _is_prose(texts: Texts) -> bool:
    """Return whether the texts are long, and blanks stand in them every few letters, as far as a few of them tell."""
    few = texts.first(_PROBE)
    size = int(few.sizes().sum())
    return size >= _LONG * len(few) and few.blanks() * _WORD >= size


_PROBE, _LONG, _WORD = 256, 64, 10
"""Cells looked at; bytes of a long one; bytes that a word and its blank take at most, on average."""

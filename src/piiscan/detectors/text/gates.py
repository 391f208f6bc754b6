"""Says which cells may hold which entities, a column at a time: one combined pattern first, single ones on its hits."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

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
    passing = _matching(texts, combined_gate(rules))
    if not explained:
        passing = passing[~_mask(texts.take(pa.array(passing)), BARE_NUMBER)] if len(passing) else passing
    if not len(passing):
        return
    texts = texts.take(pa.array(passing))
    for gate, sharing in _by_gate(rules):
        if len(places := _matching(texts, gate)):
            for rule in sharing:
                if len(own := _with_context(texts, places, rule, rule in explained)):
                    yield rule, passing[own]


def combined_gate(rules: Iterable[TextRule]) -> str:
    """Return one pattern that lets through what any of the rules' gates does."""
    return "|".join(f"(?:{gate})" for gate in dict.fromkeys(rule.gate for rule in rules))


def _by_gate(rules: Iterable[TextRule]) -> Iterable[tuple[str, list[TextRule]]]:
    groups: defaultdict[str, list[TextRule]] = defaultdict(list)
    for rule in rules:
        groups[rule.gate].append(rule)
    return groups.items()


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

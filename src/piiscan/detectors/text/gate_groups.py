"""Puts gates together into few patterns that run quickly.

One alternation of sixty gates took 45 µs a cell on columns of names and e-mail addresses: a gate such as "17 letters or
digits" keeps that many starts in mind at once, and together with others its states outgrow the engine's cache. Alone it
takes .03 µs, and nothing where cells are too short for it. And most gates need digits, which most cells lack.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from re import _constants as sre  # type: ignore[attr-defined] # the only parser of patterns at hand; hypothesis uses it too
from re import _parser  # type: ignore[attr-defined] # as above
from typing import Any

_DIGITS = frozenset(range(ord("0"), ord("9") + 1))
_STEPS = (7, 1)
"""Numbers of digits that are looked for ahead of gates: one pass serves all gates that need as many or more."""

_LONG_RUN = 5
"""Repetitions of a class of letters from which a gate is kept from the others."""

_TOGETHER = 20
"""Gates in one pattern where texts are prose or hold digits."""

_WORDS_TOGETHER = 7
"""Gates without digits in one pattern on names and the like: fourteen took 1.8 µs a name together, .15 by sevens and
.5 one by one, for the states of more than these outgrow the engine's cache (November 2026)."""

_LONG_TOGETHER = 4
"""Gates with long runs in one pattern."""

_REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT)


@dataclass(frozen=True, slots=True)
class GateGroup:
    """Gates that are run as one pattern."""

    digits: int
    """Digits that every cell must hold that any of them lets through."""

    length: int
    """Characters, and so bytes, that every such cell has."""

    gates: tuple[str, ...]

    @property
    def pattern(self) -> str:
        """One pattern that lets through what any of the gates does."""
        return "|".join(f"(?:{gate})" for gate in self.gates)

    @property
    def digit_pattern(self) -> str:
        """A pattern that finds as many digits."""
        return digit_pattern(self.digits)


def digit_pattern(digits: int) -> str:
    """Return a pattern that finds so many digits."""
    return f"(?:[0-9][^0-9]*){{{digits}}}"


@lru_cache(maxsize=64)
def group_gates(gates: tuple[str, ...], prose: bool = False) -> tuple[GateGroup, ...]:
    """Return the gates in groups, each gate in one; together they let through what the gates do.

    Args:
        gates: RE2 patterns.
        prose: whether blanks stand in the texts every few letters: then long runs are few, and all may go together.
    """
    groups: defaultdict[tuple[int, bool], list[tuple[str, int]]] = defaultdict(list)
    for gate in dict.fromkeys(gates):
        needed, length, long_run = _needs(gate)
        step = next((step for step in _STEPS if needed >= step), 0)
        groups[step, long_run and not prose].append((gate, length))
    return tuple(
        _group(digits, together[start : start + most])
        for (digits, long), together in sorted(groups.items())
        if (most := _LONG_TOGETHER if long else _TOGETHER if digits or prose else _WORDS_TOGETHER)
        for start in range(0, len(together), most)
    )


@cache
def _needs(gate: str) -> tuple[int, int, bool]:
    """Return the digits and the characters that a gate needs, and whether it has a long run; parsed once."""
    parsed = _parser.parse(gate)
    return digits_needed(parsed), parsed.getwidth()[0], _has_long_run(parsed)


def _group(digits: int, gates: list[tuple[str, int]]) -> GateGroup:
    return GateGroup(digits, min(length for _, length in gates), tuple(gate for gate, _ in gates))


def digits_needed(parsed: Iterable[Any]) -> int:
    """Return how many digits every text holds that a parsed pattern matches; never too many."""
    total = 0
    for kind, rest in parsed:
        if kind is sre.LITERAL:
            total += rest in _DIGITS
        elif kind is sre.IN:
            total += all(_only_digits(*item) for item in rest)
        elif kind in _REPEATS:
            total += rest[0] * digits_needed(rest[2])
        elif kind is sre.BRANCH:
            total += min(digits_needed(branch) for branch in rest[1])
        elif kind is sre.SUBPATTERN:
            total += digits_needed(rest[3])
    return total


def _only_digits(kind: Any, rest: Any) -> bool:
    if kind is sre.RANGE:
        return rest[0] in _DIGITS and rest[1] in _DIGITS
    return kind is sre.LITERAL and rest in _DIGITS


def _has_long_run(parsed: Iterable[Any]) -> bool:
    """Return whether a class of letters is repeated often, so that many starts have to be kept in mind."""
    for kind, rest in parsed:
        if kind in _REPEATS and ((_has_letters(rest[2]) and _is_long(rest[0], rest[1])) or _has_long_run(rest[2])):
            return True
        if kind is sre.BRANCH and any(_has_long_run(branch) for branch in rest[1]):
            return True
        if kind is sre.SUBPATTERN and _has_long_run(rest[3]):
            return True
    return False


def _is_long(least: int, most: Any) -> bool:
    return least >= _LONG_RUN or (most is not sre.MAXREPEAT and most >= 2 * _LONG_RUN)


def _has_letters(parsed: Iterable[Any]) -> bool:
    return any(kind is sre.IN and any(not _only_digits(*item) for item in rest) for kind, rest in parsed)

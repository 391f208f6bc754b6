"""Machine-readable zones of passports and identity cards, known by their check digits (ICAO Doc 9303, parts 3 to 6)."""

import re
from collections.abc import Sequence
from itertools import cycle

_WIDTHS = (44, 36, 30)
"""Characters in a line of a passport, of a larger card and of a card."""

_LINE = re.compile(r"[A-Z0-9<]{30,44}")
_FOLDED = str.maketrans("OQDISBZG", "00015826")
"""What readers of pictures take digits for, by the digit that was meant."""

_FIELDS = {44: ((0, 9), (13, 19), (21, 27)), 36: ((0, 9), (13, 19), (21, 27)), 30: ((5, 14),)}
_CARD_DATES = ((0, 6), (8, 14))
_ENOUGH = 2
"""Fields whose check digit is right; one alone is right by chance in a tenth of all lines."""


def is_zone_line(text: str) -> bool:
    """Whether a line is one of a machine-readable zone that holds a document's number or dates."""
    line = re.sub(r"\s", "", text.upper()).replace("«", "<<")
    if len(line) not in _WIDTHS or not _LINE.fullmatch(line) or "<" not in line:
        return False
    right = sum(_is_right(line, *field) for field in _FIELDS[len(line)])
    if len(line) == min(_WIDTHS):
        # A card's number stands in its first line, its dates in the second.
        dates = sum(_is_right(line, *field, is_date=True) for field in _CARD_DATES)
        return dates == len(_CARD_DATES) or (right > 0 and line[0] in "ACI")
    return right >= _ENOUGH


def zone_lines(texts: Sequence[str]) -> list[int]:
    """Return the places of the lines that belong to a machine-readable zone."""
    return [place for place, text in enumerate(texts) if is_zone_line(text)]


def _is_right(line: str, start: int, stop: int, *, is_date: bool = False) -> bool:
    """Whether the digit behind a field is its check digit; in dates and check digits letters stand for digits."""
    field, check = line[start:stop], line[stop].translate(_FOLDED)
    if is_date or stop - start == 6:  # noqa: PLR2004 - a date
        field = field.translate(_FOLDED)
        if not field.isdigit():
            return False
    if not check.isdigit() or not field.strip("<"):
        return False
    return check_digit(field) == int(check) or check_digit(field.translate(_FOLDED)) == int(check)


def check_digit(field: str) -> int:
    """Return the check digit of a field: weights 7, 3, 1 over digits, letters from 10 on, and 0 for fillers."""
    return (
        sum(int(each, 36) * weight for each, weight in zip(field.replace("<", "0"), cycle((7, 3, 1)), strict=False))
        % 10
    )

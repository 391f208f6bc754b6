"""Checks of positions written as numbers."""

import re

from piiscan.detectors.text.candidates import Candidate

_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_FEW_DECIMALS = re.compile(r"\.[0-9]{1,3}(?![0-9]).*\.[0-9]{1,3}(?![0-9])")
"""Both numbers to some 100 metres, as many other pairs of measures are."""

_MORE_BEFORE = re.compile(r"[0-9][,;]?\s*$|[\[,;]\s*$")
_MORE_AFTER = re.compile(r"^\s*[,;]\s*[-+]?[0-9](?![0-9.]*[zma])|^\s*\]")


def confirm_coordinates(candidate: Candidate) -> bool:
    """Return whether a pair of numbers is a position on Earth, and not two of a longer list."""
    if _MORE_BEFORE.search(candidate.before) or _MORE_AFTER.search(candidate.after):
        return False
    lettered = re.search("[NSEWnsew°]", candidate.text) is not None
    return lettered or candidate.explained or (candidate.whole and _looks_precise(candidate.text))


def _looks_precise(text: str) -> bool:
    """Return whether a pair that nothing explains is written as positions are, with four decimals or more."""
    first, second = [float(number) for number in _NUMBER.findall(text)[:2]]
    return max(first, second) > 1 and first != second and not _FEW_DECIMALS.search(text)

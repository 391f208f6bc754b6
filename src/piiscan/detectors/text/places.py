"""Checks of positions written as numbers."""

import re

from piiscan.detectors.text.candidates import Candidate

_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_MORE_BEFORE = re.compile(r"[0-9][,;]?\s*$|[\[,;]\s*$")
_MORE_AFTER = re.compile(r"^\s*[,;]\s*[-+]?[0-9](?![0-9.]*[zma])|^\s*\]")


def confirm_coordinates(candidate: Candidate) -> bool:
    """Return whether a pair of numbers is a position on Earth, and not two of a longer list."""
    first, second = [float(number) for number in _NUMBER.findall(candidate.text)[:2]]
    if _MORE_BEFORE.search(candidate.before) or _MORE_AFTER.search(candidate.after):
        return False
    lettered = re.search("[NSEWnsew°]", candidate.text) is not None
    return lettered or candidate.explained or (candidate.whole and max(first, second) > 1 and first != second)

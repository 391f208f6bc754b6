"""Checks of numbers that tell one device or vehicle from all others."""

from piiscan.detectors.text.accounts import luhn_holds
from piiscan.detectors.text.candidates import Candidate

_VIN_VALUES = {**{str(n): n for n in range(10)}, **dict(zip("ABCDEFGH", range(1, 9), strict=True))} | {
    **dict(zip("JKLMN", range(1, 6), strict=True)),
    "P": 7,
    "R": 9,
    **dict(zip("STUVWXYZ", range(2, 10), strict=True)),
}
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_VIN_CHECK = 8
"""Place of the check digit."""


def confirm_imei(candidate: Candidate) -> bool:
    """Return whether the check digit of a phone's serial number holds (3GPP TS 23.003, annex B)."""
    return luhn_holds(candidate.digits) and len(set(candidate.digits)) > 1


def confirm_mac_address(candidate: Candidate) -> bool:
    """Return whether it is the address of one network card, not of all or of none.

    Three groups of four, as routers write it, may be any code: a word must say what it is.
    """
    digits = {c for c in candidate.text.lower() if c not in ":-."}
    return len(digits) > 1 and ("." not in candidate.text or candidate.explained)


def confirm_vin(candidate: Candidate) -> bool:
    """Return whether the check digit of a vehicle holds (49 CFR 565.15); outside North America a word must say it."""
    text = candidate.text.upper()
    if not any(c.isdigit() for c in text) or text.isdigit():
        return False
    remainder = sum(_VIN_VALUES[c] * weight for c, weight in zip(text, _VIN_WEIGHTS, strict=True)) % 11
    return candidate.explained or text[_VIN_CHECK] == "0123456789X"[remainder]

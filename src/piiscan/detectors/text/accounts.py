"""Checks of card numbers and of addresses of crypto-currencies."""

import hashlib
import re

from piiscan.detectors.text.candidates import Candidate

_CARD_ISSUERS = (
    ("4", (13, 16, 19)),
    *((str(prefix), (16,)) for prefix in (*range(51, 56), *range(2221, 2721))),
    *((prefix, (15,)) for prefix in ("34", "37")),
    *((str(prefix), (16, 19)) for prefix in (6011, 65, *range(644, 650), *range(3528, 3590), 62, 60, 81, 82)),
    *((str(prefix), (14, 16, 19)) for prefix in (*range(300, 306), 36, 38, 39)),
    *((str(prefix), (16, 19)) for prefix in (5018, 5020, 5038, 5893, 6304, 6759, 6761, 6762, 6763)),
)
"""First digits and lengths of the large card schemes, from their public ranges (ISO/IEC 7812)."""

_CARD_GROUPS = re.compile(r"[0-9]{4}([ -])(?:[0-9]{4}\1[0-9]{4}\1[0-9]{1,7}|[0-9]{6}\1[0-9]{4,5})")
"""How cards are embossed; other groups of digits are other numbers."""

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


def luhn_holds(digits: str) -> bool:
    """Return whether the last digit is the check digit of the others (ISO/IEC 7812-1, annex B)."""
    doubled = [sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2]]
    return (sum(doubled) + sum(map(int, digits[-1::-2]))) % 10 == 0


def confirm_card(candidate: Candidate) -> bool:
    """Return whether a card scheme gives out such numbers."""
    digits = candidate.digits
    if not (candidate.plain or _CARD_GROUPS.fullmatch(candidate.text)):
        return False
    issued = any(digits.startswith(first) and len(digits) in lengths for first, lengths in _CARD_ISSUERS)
    return issued and luhn_holds(digits) and confirm_no_repeats(candidate)


def confirm_no_repeats(candidate: Candidate) -> bool:
    """Return whether it is more than one or two digits over and over, as placeholders are."""
    return len(set(candidate.digits)) > 2  # noqa: PLR2004 - as in 4000 0000 0000 0002, which is for tests


def confirm_crypto_address(candidate: Candidate) -> bool:
    """Return whether the checksum of a Bitcoin, Litecoin, Dogecoin or Tron address holds, or it is Ethereum's."""
    text = candidate.text
    if text.startswith("0x"):
        return len(set(text.lower())) > 8  # noqa: PLR2004 - Ethereum's has none that must be used; zeroes are no one's
    if text.lower().startswith(("bc1", "ltc1")):
        return _bech32_holds(text)
    return _base58_holds(text)


def _base58_holds(text: str) -> bool:
    """Check the four last bytes against SHA-256 taken twice (Bitcoin's Base58Check)."""
    if any(c not in _BASE58 for c in text):
        return False
    number = 0
    for c in text:
        number = number * 58 + _BASE58.index(c)
    data = number.to_bytes(25, "big") if number < 1 << 200 else b""
    return data[21:] == hashlib.sha256(hashlib.sha256(data[:21]).digest()).digest()[:4] != b""


def _bech32_holds(text: str) -> bool:
    """Check the checksum of a Bech32 or Bech32m address (BIP 173, BIP 350)."""
    prefix, _, data = text.lower().rpartition("1")
    if text not in (text.lower(), text.upper()) or any(c not in _BECH32 for c in data):
        return False
    values = [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix] + [_BECH32.index(c) for c in data]
    checksum = 1
    for value in values:
        top = checksum >> 25
        checksum = (checksum & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            checksum ^= generator if top >> bit & 1 else 0
    return checksum in (1, 0x2BC830A3)

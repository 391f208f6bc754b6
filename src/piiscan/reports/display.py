"""How names and numbers from a dataset are shown to people: harmless, and with identifiers masked."""

import re
import unicodedata

_LONGEST = 300
_JOINERS = "\u200c\u200d"  # Persian and emoji need them, and they reorder nothing

_EMAIL = re.compile(r"([^\s/\\@!,;:<>()\[\]\"'=&?])[^\s/\\@!,;:<>()\[\]\"'=&?]*@[^\s/\\@!]+\.\w{2,}")
_NUMBERS = re.compile(
    r"""
    (?<![A-Z])[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{4}){3,}[A-Z0-9]{0,3}   # as bank accounts are written (ISO 13616)
    | (?<!\d)\d{4}[ -]\d{4}[ -]\d{4}[ -]\d{1,4}(?!\d)             # as payment cards are written
    | (?<!\d)(?:\(\d{3}\)[ ]?|\d{3}[-.\ ])\d{3}[-.\ ]\d{4}(?!\d)  # as North American phone numbers are written
    | \d{3}-\d{2}-\d{4}(?!\d)                  # as United States social security numbers are written
    | (?:\+|\(0|(?<!\d)0)\d[\d\ ().\-]{6,}\d   # as phone numbers are written
    | \d{9,}                                   # any other run too long for a date or a counter
    """,
    re.VERBOSE,
)


def display_name(text: str) -> str:
    """Return a path, a column name or a sentence so that people may read it.

    E-mail addresses and long numbers are masked, the last two digits kept so that files can be told apart. Very long
    texts lose their middle.
    """
    shown = display_line(text)
    if len(shown) <= _LONGEST:
        return shown
    return f"{shown[: _LONGEST // 2]}…{shown[-_LONGEST // 2 :]}"


def display_line(text: str) -> str:
    """Return a line so that people may read it, like ``display_name`` but whole."""
    return display_path(_NUMBERS.sub(_mask_digits, _EMAIL.sub(r"\1•••@•••", text)))


def display_path(text: str) -> str:
    """Return a path of the user's own, so that it can be copied.

    Control and direction characters are written out: a name may neither steer a terminal nor read as another one.
    """
    return "".join(_spelled_out(character) for character in text)


def _mask_digits(match: re.Match[str]) -> str:
    """Hide all digits but the last two."""
    return re.sub(r"\d", "•", match[0][:-2]) + match[0][-2:]


def _spelled_out(character: str) -> str:
    """Return the character, or its number where it would not be seen as one."""
    kind = unicodedata.category(character)
    if kind in {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"} or (kind == "Cf" and character not in _JOINERS):
        return f"\\u{ord(character):04x}"
    return character


def display_size(size: int) -> str:
    """Return a number of bytes in words, such as ``1.4 GB``; units are powers of 1,000."""
    amount = float(size)
    for unit in ("bytes", "kB", "MB", "GB"):
        if amount < 1000:  # noqa: PLR2004 - the next unit begins here
            return f"{size} bytes" if unit == "bytes" else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:.1f} TB"


def display_count(number: int, thing: str) -> str:
    """Return a number and a thing, in the plural where it is not one."""
    plural = f"{thing[:-1]}ies" if thing.endswith("ory") else f"{thing}s"
    return f"{number:,} {thing if number == 1 else plural}"

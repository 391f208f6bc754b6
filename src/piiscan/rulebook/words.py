"""Names as words: what stands in a header, a folder or a file name, whatever its style of writing."""

import re
import unicodedata

_INVISIBLE = dict.fromkeys([0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD])
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_PARTS = re.compile(r"[^\W\d_]+|\d+")


def words_of(name: str) -> tuple[str, ...]:
    """Return the words of a name, case-folded: ``userBirthDate`` and ``USER_BIRTH-DATE`` give the same three.

    Zero-width characters vanish, accents stay, digits are words of their own.
    """
    plain = unicodedata.normalize("NFKC", name).translate(_INVISIBLE)
    return tuple(part.casefold() for part in _PARTS.findall(_CAMEL.sub(" ", plain)))


def holds(words: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    """Return whether the phrase stands in the words, in order and side by side."""
    span = len(phrase)
    return any(words[start : start + span] == phrase for start in range(len(words) - span + 1))

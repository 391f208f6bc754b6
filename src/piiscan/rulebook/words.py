"""Names as words: what stands in a header, a folder or a file name, whatever its style of writing."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable

_INVISIBLE = dict.fromkeys([0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD])
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_PARTS = re.compile(r"[^\W\d_]+|\d+")


def words_of(name: str) -> tuple[str, ...]:
    """Return the words of a name, case-folded: ``userBirthDate`` and ``USER_BIRTH-DATE`` give the same three.

    Zero-width characters vanish, accents stay, digits are words of their own.
    """
    plain = unicodedata.normalize("NFKC", name).translate(_INVISIBLE)
    return tuple(part.casefold() for part in _PARTS.findall(_CAMEL.sub(" ", plain)))


class Phrases:
    """Word sequences that are looked for together in names; found by their first word."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._by_first: defaultdict[str, list[tuple[str, ...]]] = defaultdict(list)
        for name in names:
            if words := words_of(name):
                self._by_first[words[0]].append(words)

    def found_in(self, words: tuple[str, ...]) -> list[tuple[str, ...]]:
        """Return the phrases that stand in the words, in order and side by side."""
        return [
            phrase
            for start, word in enumerate(words)
            for phrase in self._by_first.get(word, ())
            if words[start : start + len(phrase)] == phrase
        ]

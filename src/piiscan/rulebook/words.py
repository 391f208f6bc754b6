"""Names as words: what stands in a header, a folder or a file name, whatever its style of writing."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache

_INVISIBLE = dict.fromkeys([0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD])
_UNSPACED = "\u3040-\u9fff\uac00-\ud7a3"
"""Kana, Han and Hangul, which put no blank between words."""

_CAMEL = re.compile(
    r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])"
    rf"|(?<=[{_UNSPACED}])(?=[A-Za-z])|(?<=[A-Za-z])(?=[{_UNSPACED}])"
)
"""Where a word ends although nothing stands between it and the next."""
_ACCENTS = frozenset("\u0300\u0301\u0302\u0303\u0308\u030a\u0327")
"""Combining marks of Latin letters; those of other scripts make other letters."""

_CAPITAL = re.compile(r"[A-Z]")
_PARTS = re.compile(r"[^\W\d_]+|\d+")
_SPOKEN = re.compile(r"[^\W_]+")
_STARRED = re.compile(r"[^\W_]+\*?")


@lru_cache(maxsize=65_536)
def words_of(name: str) -> tuple[str, ...]:
    """Return the words of a name, case-folded: ``userBirthDate`` and ``USER_BIRTH-DATE`` give the same three.

    Zero-width characters vanish, accents stay, digits are words of their own.
    """
    if name.isascii() and not _CAPITAL.search(name):
        return tuple(_PARTS.findall(name))  # most words of rules, in a quarter of the time
    plain = unicodedata.normalize("NFKC", name).translate(_INVISIBLE)
    return tuple(part.casefold() for part in _PARTS.findall(_CAMEL.sub(" ", plain)))


def without_accents(word: str) -> str:
    """Return a word as it is written where accents are hard to type: ``género`` is ``genero``."""
    if word.isascii():
        return word
    return unicodedata.normalize("NFC", "".join(c for c in unicodedata.normalize("NFD", word) if c not in _ACCENTS))


def spoken_words(value: str) -> list[str]:
    """Return the words of a value, case-folded: ``Never-married (2)`` gives three. Letters and digits stay together."""
    return _SPOKEN.findall(value.casefold())


def stretch_of(entry: str) -> tuple[str, ...]:
    """Return the words of an entry in a list of words to be found in values; ``*`` stays at the end of its word."""
    return tuple(_STARRED.findall(entry.casefold()))


class Phrases:
    """Word sequences that are looked for together in names; found by their first word."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._by_first: defaultdict[str, list[tuple[str, ...]]] = defaultdict(list)
        for name in names:
            if words := words_of(name):
                self._by_first[words[0]].append(words)

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        return (phrase for phrases in self._by_first.values() for phrase in phrases)

    def found_in(self, words: tuple[str, ...]) -> list[tuple[str, ...]]:
        """Return the phrases that stand in the words, in order and side by side."""
        return [
            phrase
            for start, word in enumerate(words)
            for phrase in self._by_first.get(word, ())
            if words[start : start + len(phrase)] == phrase
        ]

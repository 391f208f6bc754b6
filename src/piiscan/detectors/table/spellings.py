"""Reads header words that are spelt otherwise than rules have them: without gaps, and with letters left out."""

import re
from collections.abc import Iterable

_SHORTEST_JOINED = 7
"""Letters that words written without a gap have at least; fewer make other words."""

_SHORTEST_PART = 2

_SHORTEST_WORD = 5
"""Letters of a word that may stand with letters left out, and what is left of it at least."""
_SHORTEST_LEFT = 4

_PLAIN = re.compile(r"[a-z]+")
_VOWELS = str.maketrans("", "", "aeiou")
_DOUBLED = re.compile(r"(.)\1+")

_SURE = 4
"""Consonants that tell a word alone; a word with fewer must begin alike too."""
_ALIKE = 3


def joined_phrases(phrases: Iterable[tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Return phrases of several words by what they are when written without gaps, such as ``maritalstatus``."""
    return {
        joined: phrase
        for phrase in phrases
        if len(phrase) > 1 and min(map(len, phrase)) >= _SHORTEST_PART and not any(map(str.isdigit, phrase))
        if len(joined := "".join(phrase)) >= _SHORTEST_JOINED
    }


class SpelledOut:
    """Words of rules by their consonants, for ``gndr`` and ``educatn``, and for letters that are not doubled."""

    def __init__(self, words: Iterable[tuple[str, str]]) -> None:
        """Take words with the rule that each belongs to; what two rules could mean is left out."""
        found: dict[str, dict[str, list[str]]] = {}
        for word, rule in words:
            if len(word) >= _SHORTEST_WORD and _PLAIN.fullmatch(word):
                found.setdefault(_consonants(word), {}).setdefault(rule, []).append(word)
        self._words = {key: next(iter(by_rule.values())) for key, by_rule in found.items() if len(by_rule) == 1}

    def read(self, word: str) -> str:
        """Return the word that is meant, or the word itself where none is."""
        if len(word) < _SHORTEST_LEFT or not _PLAIN.fullmatch(word):
            return word
        key = _consonants(word)
        meant = (full for full in self._words.get(key, ()) if _may_be(word, full, key))
        return min(meant, key=lambda full: (len(full), full), default=word)


def _consonants(word: str) -> str:
    """Return a word's first letter and its other consonants, doubled ones once."""
    return _DOUBLED.sub(r"\1", word[0] + word[1:].translate(_VOWELS))


def _may_be(word: str, full: str, key: str) -> bool:
    """Whether a word is another one with letters left out, neither the first nor the last."""
    letters = iter(full)
    shortened = len(word) < len(full) and word[-1] == full[-1] and all(letter in letters for letter in word)
    return shortened and (len(key) >= _SURE or (len(word) >= _SHORTEST_WORD and word[:_ALIKE] == full[:_ALIKE]))

"""Tells which words stand in a value, for the lists of all rules at once."""

from collections import defaultdict
from collections.abc import Iterable

from piiscan.rulebook.rules import ValueTest
from piiscan.rulebook.words import spoken_words

_HEAD = 3
"""Letters by which a beginning such as ``christian*`` is ruled out before it is compared; shorter ones count whole."""


_Entry = tuple[tuple[str, ...], str]
"""The words that must follow the first one, and the test's name."""


class WordTests:
    """Tests that ask whether one of many words stands in a value: each word of a value is looked up, not each test."""

    def __init__(self, tests: Iterable[ValueTest]) -> None:
        self._whole: defaultdict[str, list[_Entry]] = defaultdict(list)
        self._beginnings: defaultdict[str, list[_Entry]] = defaultdict(list)
        for test in tests:
            for first, *rest in test.contains or ():
                known = self._beginnings if first.endswith("*") else self._whole
                known[first.removesuffix("*")].append((tuple(rest), test.name))
        self._lengths = sorted({len(word) for word in self._beginnings})
        self._heads = {word[:_HEAD] for word in self._beginnings}
        self._shortest = min(self._lengths, default=0)

    def passed(self, text: str) -> set[str]:
        """Return the names of the tests of which a word, or all words of an entry in a row, stands in the text."""
        if not self._whole and not self._beginnings:
            return set()
        words = spoken_words(text)
        return {
            name
            for at, word in enumerate(words)
            for rest, name in self._starting_with(word)
            if not rest or _follow(words, at + 1, rest)
        }

    def _starting_with(self, word: str) -> list[_Entry]:
        entries = self._whole.get(word, [])
        if word[:_HEAD] not in self._heads and self._shortest >= _HEAD:
            return entries
        begun = [self._beginnings.get(word[:length], ()) for length in self._lengths if length <= len(word)]
        return [*entries, *(entry for found in begun for entry in found)]


def _follow(words: list[str], at: int, rest: tuple[str, ...]) -> bool:
    """Whether the words from a place on are those of the rest of an entry."""
    there = words[at : at + len(rest)]
    return len(there) == len(rest) and all(
        word.startswith(asked[:-1]) if asked.endswith("*") else word == asked
        for word, asked in zip(there, rest, strict=True)
    )

"""Reads a header: which categories it names, hints at or rules out, by all rules at once."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import lru_cache
from itertools import takewhile

from piiscan.detectors.table.spellings import SpelledOut, joined_phrases
from piiscan.model.columns import Origin
from piiscan.rulebook.rules import ColumnRule, Rulebook
from piiscan.rulebook.words import without_accents, words_of

_UNNAMED = re.compile(r"(?:unnamed|column)[:_ ]*\d+(?:_level_\d+)?|(?:\.{3}|x\.?|v)\d+", re.IGNORECASE)
"""What programs call a column without a name."""

_SHORTEST_RUN = 2
"""Columns without a name that follow one another before they count as its answers."""

_NO_STEMS = frozenset({"column", "unnamed", "col", "field", "var", "x", "v"})
"""Words that stand before numbers where columns have no names."""

LONG_HEADER = 7
"""Words from which a header is a sentence, such as a survey's question; a word in a sentence says little."""

_SHORTEST_UNACCENTED = 4
"""Letters from which a word is also known without its accents; shorter ones would fall together with others."""

_SHORTEST_WITH_LETTER = 4
"""Letters of a word to which a single letter may stand glued in front; ``page`` is no age."""

_SHORTEST_BEFORE_SHORT = 4
"""Letters that make a stem of three sure where several short parts stand in front, as in ``nwifeinc``."""

_SHORTEST_WITH_RELATIVE = 3

_TOO_SHORT = 2
"""Letters of a word that says nothing among other words, as ``il`` in ``open_il_6m``."""

_SHORTEST_ALONE = 6
"""Letters of a header word to which any single letter may stand glued in front, as in ``heducation``."""


class Says(IntEnum):
    """What a header says of a category, the clearer the higher; DENIED outranks all."""

    NOTHING = 0
    MENTIONED = 1
    """A word for it stands in a sentence, or within a name of something else."""

    HINTED = 2
    HINTED_FLAG = 3
    """It may name one value of the category."""

    CONTAINED = 4
    FLAG = 5
    """It names one value of the category."""

    NAMED = 6
    DENIED = 7


_AMONG_OTHERS = {
    Says.NAMED: Says.CONTAINED,
    Says.FLAG: Says.HINTED_FLAG,
}
"""What a phrase says that stands among words which may change its meaning."""


@dataclass(frozen=True, slots=True)
class _Phrase:
    rule: str
    says: Says


@dataclass(frozen=True, slots=True)
class Header:
    """A header as read."""

    words: tuple[str, ...]
    """Its words, parted where two stand glued."""

    says: Mapping[str, Says]
    """By rule; rules that it says nothing of are left out."""

    origin: Origin
    figures: frozenset[str]
    """Its words that name a figure about many, such as ``mean``; not those of ``number of children``."""

    nameless: bool = False
    """Whether a program made it up because the column has no name."""

    described: bool = False
    """Whether it is read from what a data dictionary says of the column, and not from the column's own name."""

    @property
    def stem(self) -> tuple[str, ...]:
        """Its words without numbers, for one of a family of numbered columns; nothing for others."""
        words = tuple(word for word in self.words if not word.isdigit() and word not in _NO_STEMS)
        return words if len(words) < len(self.words) else ()


def is_nameless(name: str) -> bool:
    """Whether a program made a header up because the column has none, such as ``column_3``."""
    return _UNNAMED.fullmatch(name) is not None


class HeaderReader:
    """The header words of all rules, found together."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._words, self._figures = rulebook.header, rulebook.subject.aggregate | rulebook.subject.tallies
        self._phrases: defaultdict[str, list[tuple[tuple[str, ...], _Phrase]]] = defaultdict(list)
        self._unspaced: list[tuple[str, _Phrase]] = []
        stems = {stem for rule in rulebook.columns for stem in rule.glued}
        # In one order in every process, the longest first.
        self._stems = tuple(sorted(stems, key=lambda stem: (-len(stem), stem)))
        for rule in rulebook.columns:
            for phrase, meaning in _phrases_of(rule):
                self._add(phrase, meaning)
        self._known = {word for entries in self._phrases.values() for phrase, _ in entries for word in phrase}
        self._known |= self._words.plain | self._words.others | self._figures
        self._fussy = {rule.id for rule in rulebook.columns if rule.hints_alone}
        self._alone = {phrase[0] for entries in self._phrases.values() for phrase, _ in entries if len(phrase) == 1}
        self._endings = tuple(
            sorted((end for end in self._words.suffixes if len(end) > 1), key=lambda end: (-len(end), end))
        )
        self._joined = joined_phrases(phrase for entries in self._phrases.values() for phrase, _ in entries)
        self._spelled_out = SpelledOut(
            (phrase[0], meaning.rule)
            for entries in self._phrases.values()
            for phrase, meaning in entries
            if len(phrase) == 1 and meaning.says in {Says.NAMED, Says.FLAG}
        )
        self.read = lru_cache(maxsize=65_536)(self._read)

    def _add(self, phrase: tuple[str, ...], meaning: _Phrase) -> None:
        self._phrases[phrase[0]].append((phrase, meaning))
        if "".join(phrase).isascii():
            return
        if (plain := tuple(map(_unaccented, phrase))) != phrase:
            self._phrases[plain[0]].append((plain, meaning))
        if len(phrase) == 1 and _is_unspaced(phrase[0]):
            self._unspaced.append((phrase[0], meaning))

    def _read(self, name: str) -> Header:
        words = tuple(part for word in words_of(name) for part in self._parted(word))
        found = [*self._found(words), *self._found_unspaced(words)]
        says: dict[str, Says] = {}
        for start, end, phrase in found:
            if any(s <= start and end <= e and e - s > end - start and p.rule == phrase.rule for s, e, p in found):
                continue
            wider = any(s <= start and end <= e and e - s > end - start and p.rule != phrase.rule for s, e, p in found)
            told = min(phrase.says, Says.MENTIONED) if wider and phrase.says is not Says.DENIED else phrase.says
            within = self._within(words, start, end, told)
            if within is Says.HINTED and phrase.rule in self._fussy and not self._is_all_plain(words, start, end):
                within = Says.MENTIONED
            says[phrase.rule] = max(says.get(phrase.rule, Says.NOTHING), within)
        origins = [origin for word in words if (origin := self._words.origins.get(word))]
        return Header(
            words,
            says,
            origins[0] if origins else Origin.UNKNOWN,
            self._figures.intersection(_uncovered(words, found)),
            is_nameless(name),
        )

    def read_all(self, names: Sequence[str]) -> list[Header]:
        """Return the headers of a table; a run of columns without a name belongs to the last one that has a name.

        Exports of surveys write the question over the first of its answers only.
        """
        headers = [self.read(name) for name in names]
        named: Header | None = None
        for at, name in enumerate(names):
            if not is_nameless(name):
                run = len(list(takewhile(is_nameless, names[at + 1 :])))
                named = headers[at] if run >= _SHORTEST_RUN else None
            elif named is not None:
                headers[at] = replace(
                    named,
                    says={
                        rule: min(says, Says.HINTED)
                        for rule, says in named.says.items()
                        if Says.CONTAINED <= says < Says.DENIED
                    },
                )
        return headers

    def _within(self, words: tuple[str, ...], start: int, end: int, says: Says) -> Says:
        """Return what a phrase says among the other words of its header."""
        rest = [*words[:start], *words[end:]]
        if says is Says.DENIED or not rest:
            return says
        if self._figures.intersection(rest) or (end < len(words) and words[end] in self._words.others):
            return Says.DENIED
        if len(words) >= LONG_HEADER:
            return min(says, Says.HINTED)
        if self._is_all_plain(words, start, end):
            return says
        if says is Says.NAMED and end - start == 1 and len(words[start]) <= _TOO_SHORT and words[start].isascii():
            return Says.MENTIONED
        return _AMONG_OTHERS.get(says, says)

    def _is_all_plain(self, words: tuple[str, ...], start: int, end: int) -> bool:
        return all(self._is_plain(word) for word in (*words[:start], *words[end:]))

    def _is_plain(self, word: str) -> bool:
        return len(word) == 1 or word.isdigit() or word in self._words.plain or word in self._words.origins

    def _found(self, words: tuple[str, ...]) -> Iterator[tuple[int, int, _Phrase]]:
        for start, word in enumerate(words):
            for phrase, meaning in self._phrases.get(word, ()):
                if words[start : start + len(phrase)] == phrase:
                    yield start, start + len(phrase), meaning

    def _found_unspaced(self, words: tuple[str, ...]) -> Iterator[tuple[int, int, _Phrase]]:
        """Yield what stands inside words of scripts that put no blank between words."""
        for at, word in enumerate(words):
            if _is_unspaced(word):
                inside = [(phrase, meaning) for phrase, meaning in self._unspaced if phrase in word and phrase != word]
                for phrase, meaning in inside:
                    if not any(phrase != longer and phrase in longer for longer, _ in inside):
                        yield at, at + 1, _Phrase(meaning.rule, min(meaning.says, Says.CONTAINED))

    def _parted(self, word: str) -> tuple[str, ...]:
        """Return the parts of a word that is glued together, such as ``faminc``; else the word alone."""
        if word in self._known or word.isdigit():
            return (word,)
        if word in self._joined:
            return self._joined[word]
        for ending in self._endings:
            start = word.removesuffix(ending)
            if start != word and len(start) >= _SHORTEST_WITH_RELATIVE and start in self._alone:
                return (start, ending)
        for stem in self._stems:
            if stem in word:
                before, _, after = word.partition(stem)
                if self._is_glue(before, stem) and (not after or after in self._words.suffixes or after in self._stems):
                    return tuple(part for part in (before, stem, after) if part)
        return self._of_relative(word)

    def _is_glue(self, part: str, stem: str) -> bool:
        """Whether a part that stands in front of a stem takes nothing from it; it may be two glued together."""
        known = self._words.prefixes
        if not part or part in self._stems:
            return True
        if len(stem) < _SHORTEST_WITH_LETTER and len(part) < _SHORTEST_BEFORE_SHORT:
            return len(part) > 1 and part in known
        return part in known or any(part[:at] in known and part[at:] in known for at in range(1, len(part)))

    def _of_relative(self, word: str) -> tuple[str, ...]:
        """Return a word parted where a relative stands in front of a header word, such as ``hus`` in ``husunion``."""
        for relative in self._words.relatives:
            rest = word.removeprefix(relative)
            if rest != word and len(rest) >= _SHORTEST_WITH_RELATIVE and rest in self._alone:
                return (relative, rest)
        if word[:1] in self._words.prefixes and len(word) > _SHORTEST_ALONE and word[1:] in self._alone:
            return (word[0], word[1:])
        return (self._spelled_out.read(word),)


@lru_cache(maxsize=4)
def header_reader(rulebook: Rulebook) -> HeaderReader:
    """Return the reader for a rulebook, made once."""
    return HeaderReader(rulebook)


def _phrases_of(rule: ColumnRule) -> Iterator[tuple[tuple[str, ...], _Phrase]]:
    kinds = (
        (rule.headers, Says.NAMED),
        (rule.hints, Says.HINTED),
        (rule.flags, Says.FLAG),
        (rule.hinted_flags, Says.HINTED_FLAG),
        (rule.deny, Says.DENIED),
    )
    for phrases, says in kinds:
        meaning = _Phrase(rule.id, says)  # one for all: there are nine thousand phrases
        for phrase in phrases:
            yield phrase, meaning
    for stem in rule.glued:
        yield (stem,), _Phrase(rule.id, Says.NAMED)


def _uncovered(words: tuple[str, ...], found: Sequence[tuple[int, int, _Phrase]]) -> list[str]:
    """Return the words that are not part of a longer phrase which names a category."""
    covered = {
        at
        for start, end, phrase in found
        if end - start > 1 and Says.CONTAINED <= phrase.says < Says.DENIED
        for at in range(start, end)
    }
    return [word for at, word in enumerate(words) if at not in covered]


def _unaccented(word: str) -> str:
    return without_accents(word) if len(word) >= _SHORTEST_UNACCENTED else word


def _is_unspaced(word: str) -> bool:
    """Whether a word is written in Han, Kana or Hangul."""
    return any("\u3040" <= letter <= "\u9fff" or "\uac00" <= letter <= "\ud7a3" for letter in word)

"""Which tests a single value passes: the general ones on its type, and those of the column rules."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property, lru_cache

from piiscan.detectors.table.headers import header_reader, is_nameless
from piiscan.detectors.table.word_tests import WordTests
from piiscan.model.columns import NUMBER_EDGES, NUMBER_RANGES
from piiscan.rulebook.rules import Rulebook, ValueTest, ignoring_case

LONGEST_TESTED = 96
"""Characters of a value that the tests look at; longer values are prose, and are searched cell by cell."""

_NUMBER = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d{1,3})?")
_COMMA_NUMBER = re.compile(r"[-+]?\d+,(?:\d{1,2}|\d{4,})")
_DATE = re.compile(
    r"(?:1[5-9]|20)\d\d([-/.])(?:1[0-2]|0?[1-9])\1(?:[12]\d|3[01]|0?[1-9])"
    r"|(?:[12]\d|3[01]|0?[1-9])([-/.])(?:[12]\d|3[01]|0?[1-9])\2(?:(?:1[5-9]|20)\d\d|\d\d)"
)
_TIME = re.compile(r"[ T]\d{1,2}:\d\d(?::\d\d(?:[.,]\d+)?)?\s?(?:[AaPp][Mm])?\s?(?:Z|UTC|[-+]\d\d:?\d\d)?")
_CODED = re.compile(r"\(?\d{1,2}(?:\)|[:=_]|\.(?=\s)|\s-)[\s_]*(?=[^\W\d_]|[<>])")
"""A code in front of its word, as in ``1. Never married`` and ``2=female``; ``7.jpg`` has none."""

_QUOTES = "'\""
"""Some exports leave quotation marks around every word."""

_REMEMBERED = 8192
"""Values whose tests are remembered, for each set of tests."""

_BOOLEANS = frozenset({"true", "false"})


class ColumnTests:
    """All tests of a scan; of each column only those are asked that can matter under its header."""

    def __init__(self, rulebook: Rulebook, *, described: bool = False) -> None:
        self._rulebook, self._reader, self._described = rulebook, header_reader(rulebook), described
        self._made: dict[frozenset[str], ValueTests] = {}

    def under(self, header: str) -> "ValueTests":
        """Return the tests for a column: of rules that its header speaks of, and of those that need no header.

        Lists of words are asked of every column: they cost nothing, and tell what a table is about. Of a column without
        a name all are asked; where something beside the data says what columns are, also of one whose header is mute.
        """
        rules = frozenset(self._reader.read(header).says)
        if is_nameless(header) or (self._described and not rules):
            rules = frozenset(rule.id for rule in self._rulebook.columns)
        if rules not in self._made:
            asked = [
                test
                for rule in self._rulebook.columns
                for test in rule.tests
                if test.words or rule.values_alone or rule.id in rules
            ]
            self._made[rules] = ValueTests([*self._rulebook.flags, *asked])
        return self._made[rules]


@lru_cache(maxsize=4)
def column_tests(rulebook: Rulebook, *, described: bool = False) -> ColumnTests:
    """Return the tests of a rulebook, made once: arranging them takes as long as trying thousands of values."""
    return ColumnTests(rulebook, described=described)


class ValueTests:
    """Tests so arranged that one value is looked at once for each kind of test."""

    def __init__(self, tests: Iterable[ValueTest]) -> None:
        self._words: defaultdict[str, list[str]] = defaultdict(list)
        self._names_of: defaultdict[str, list[str]] = defaultdict(list)
        self._ranges: list[ValueTest] = []
        listed = list(tests)
        self._contained = WordTests(listed)
        for test in listed:
            for word in test.words or ():
                self._words[word].append(test.name)
            if test.pattern is not None:
                self._names_of[test.pattern].append(test.name)
            if test.low is not None:
                self._ranges.append(test)

        # Wide tables hold the same small numbers and words in column after column.
        self.passes = lru_cache(_REMEMBERED)(self._passes)

    @cached_property
    def _patterns(self) -> tuple[tuple[re.Pattern[str], list[str]], ...]:
        """The patterns, compiled for the first value, with the tests that they are of."""
        return tuple((ignoring_case(pattern), names) for pattern, names in self._names_of.items())

    def _passes(self, value: str | bytes) -> str:
        """Return the names of the tests that the value passes, in order, joined by ``|``."""
        if isinstance(value, bytes):
            return "type:bytes"
        text = value.strip()[:LONGEST_TESTED]
        number = number_in(text)
        if coded := _CODED.match(text):
            text = text[coded.end() :]
        passed = [
            _general_type(text, number),
            *_number_range(number),
            *self._words.get(text.casefold().strip(_QUOTES), ()),
        ]
        if number is None:
            passed += self._contained.passed(text)
        passed += [name for pattern, names in self._patterns if pattern.fullmatch(text) for name in names]
        if number is not None:
            passed += [test.name for test in self._ranges if _in_range(number, test)]
        return "|".join(sorted(passed))


def _number_range(number: float | None) -> list[str]:
    """Return the general test on its size that a number passes."""
    return [] if number is None else [NUMBER_RANGES[bisect_right(NUMBER_EDGES, number)]]


def number_in(text: str) -> float | None:
    """Return the number that the text is, or None; a decimal comma counts where it cannot part thousands."""
    if _NUMBER.fullmatch(text):
        return float(text)
    if _COMMA_NUMBER.fullmatch(text):
        return float(text.replace(",", "."))
    return None


def _general_type(text: str, number: float | None) -> str:
    if number is not None:
        return "type:integer" if number.is_integer() else "type:number"
    if text.casefold() in _BOOLEANS:
        return "type:boolean"
    if date := _DATE.match(text):
        rest = text[date.end() :]
        if not rest:
            return "type:date"
        if _TIME.fullmatch(rest):
            return "type:datetime"
    return "type:text"


def _in_range(number: float, test: ValueTest) -> bool:
    if test.low is None or test.high is None or not test.low <= number <= test.high:
        return False
    return test.whole is None or test.whole == number.is_integer()

"""What a rule file says, once it is loaded and checked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from piiscan.model.categories import Category
from piiscan.model.columns import Origin, Subject
from piiscan.rulebook.words import Phrases


@cache
def ignoring_case(pattern: str) -> re.Pattern[str]:
    """Compile a pattern on first use: most scans need few of the three hundred."""
    return re.compile(pattern, re.IGNORECASE)


_as_written = cache(re.compile)


@dataclass(frozen=True, slots=True)
class ValueTest:
    """A question asked of single values of a column; exactly one of its kinds is set."""

    name: str
    """``rule-id/test``, the name under which sketches count it."""

    weight: float
    """Log-odds for the category when nearly all values pass."""

    sentence: str
    """What it means when they do, without values."""

    words: frozenset[str] | None = None
    """A closed set, case-folded."""

    contains: tuple[tuple[str, ...], ...] | None = None
    """Words, or words in a row, one of which stands in the value; ``*`` at a word's end stands for any ending."""

    pattern: str | None = None
    """Matches the whole value, case ignored."""

    low: float | None = None
    high: float | None = None
    """A numeric range, both ends included."""

    whole: bool | None = None
    """With a range: True for whole numbers only, False for numbers with decimals only, None for both."""


@dataclass(frozen=True, slots=True)
class ColumnExample:
    """A column that a rule must judge in one way, for the test of the rule."""

    header: str
    values: tuple[str, ...]
    beside: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Headers and values of the other columns, in context examples."""

    table: str = "table"
    language: str = "en"
    """ISO 639-1 code of the language of header and values."""


@dataclass(frozen=True, slots=True)
class LinkLevels:
    """How the values of a column become tokens that tie records together."""

    role: str
    """person, picture, quasi or sensitive."""

    bands: tuple[float, ...] = ()
    """Widths of numeric bands, such as 5 years or .1 degree."""

    prefixes: tuple[int, ...] = ()
    """Lengths of prefixes, such as 5 and 3 of a postal code, or 4 for the year of a date."""


@dataclass(frozen=True, slots=True)
class ColumnRule:
    """Evidence for one category about a column."""

    id: str
    category: Category
    title: str
    headers: Phrases
    """Word sequences that name the category."""

    hints: Phrases
    """Word sequences that fit it and other things as well."""

    flags: Phrases
    """Word sequences that name one value of the category, so that the cells say yes or no: ``female``, ``married``."""

    hinted_flags: Phrases
    """The same, where the words have other meanings: ``black``, ``other``."""

    deny: Phrases
    """Word sequences that name something else."""

    hints_alone: bool
    """Whether a hint counts only alone or beside plain words: ``id`` among others is the id of what they name."""

    glued: frozenset[str]
    """Words of the category that stand in others without a gap, as in ``faminc``."""

    tests: tuple[ValueTest, ...]
    others: float
    """Log-odds when few values pass any test."""

    values_alone: bool
    """Whether values can convince without a header word."""

    subject: Subject | None
    """PERSON where the category holds only if a row is about a person; None where the values speak for themselves."""

    of_homes: bool
    """Whether what is said of a home tells of who lives in it, as an address does; for rules with a subject."""

    unknown: float
    """Log-odds when nothing tells what a row is about; for rules with a subject."""

    speaks: float
    """Log-odds for rows being about persons when a column of the table looks like this category."""

    lonely: float
    """Log-odds under a header that only hints at the category, when no other column is clearly about it."""

    yes_no: float
    """Log-odds when the cells only say yes or no, under a header that is a word for the category."""

    link: LinkLevels | None
    precision: float | None
    match: tuple[ColumnExample, ...]
    ignore: tuple[ColumnExample, ...]


class ContextNeed(StrEnum):
    """When an entity counts only if a word near it, or the header, says what it is."""

    ALWAYS = "always"
    PLAIN = "plain"
    """When it is written without separators, as any number may be."""

    NEVER = "never"


@dataclass(frozen=True, slots=True)
class TextContext:
    """Words that say what a number or a name is."""

    needed: ContextNeed
    headers: Phrases
    """Words that say it in a header: fewer, for a header has nothing beside it that could make a weak word strong."""

    denied: Phrases
    """Words that say that it is something else, however written: in the header of a short cell, or right before."""

    denying: str
    """Pattern that finds one of the denied words at the end of what stands before a number."""

    words: tuple[str, ...]
    """Words that say it in running text, case-folded."""

    near: str
    """Pattern that finds one of the words in running text, as a word."""

    clear: str
    """Pattern that finds one of the words that say it in a header too: they outweigh a denied word."""

    gate: str
    """RE2 pattern of the words, without word boundaries; a superset of ``near``."""

    def speaks_in(self, text: str) -> bool:
        """Return whether one of the words stands in the text."""
        folded = text.casefold()  # looking for plain words first is many times faster than the pattern
        return any(word in folded for word in self.words) and ignoring_case(self.near).search(text) is not None

    def speaks_clearly_in(self, text: str) -> bool:
        """Return whether one of the words that are not weak stands in the text."""
        return ignoring_case(self.clear).search(text) is not None

    def denies_after(self, before: str) -> bool:
        """Return whether the text ends in a word that says that what follows is another number."""
        return ignoring_case(self.denying).search(before) is not None


@dataclass(frozen=True, slots=True)
class TextExample:
    """A cell that a rule must judge in one way, for the test of the rule."""

    text: str
    header: str = "text"


@dataclass(frozen=True, slots=True, eq=False)
class TextRule:
    """An entity in running text, found cell by cell; exactly one of ``patterns``, ``presidio``, ``finder`` is set.

    Compared by identity: rules are loaded once per process.
    """

    id: str
    category: Category
    title: str
    gate: str
    """RE2 pattern that lets candidate cells through; a superset of what the recognizer accepts."""

    patterns: tuple[str, ...]
    """Python patterns of the entity; a group called ``entity`` marks it where the pattern holds more than it.

    They are compiled when they are first looked for.
    """

    presidio: str | None
    """Class of a Presidio recognizer."""

    least_score: float
    """Presidio's score from which its finding counts; 1 where only a checksum that holds convinces."""

    finder: str | None
    """Name of a function of ours, such as ``phone``."""

    confirm: str | None
    """Name of a further check that a candidate must pass, such as ``card``."""

    never: frozenset[str]
    """Stretches that the pattern fits and that are something else, case-folded."""

    context: TextContext
    confidence: float
    match: tuple[TextExample, ...]
    ignore: tuple[TextExample, ...]


@dataclass(frozen=True, slots=True)
class PathRule:
    """A label hidden in file or folder names, when the pattern holds across a folder."""

    id: str
    title: str
    part: str
    """``folder``: one folder name among its siblings; ``file``: the file name without its ending."""

    pattern: str
    """Matches the whole name; RE2 syntax, groups by number."""

    groups: Mapping[int, Category]
    """Group number to category."""

    share: float
    """Part of the names in a folder that must match."""

    at_least: int
    """Names that must match."""

    distinct: int
    """Different names or values that must be seen, so that one lone folder does not count."""

    confidence: float
    match: tuple[tuple[str, ...], ...]
    """Each a list of names found together."""

    ignore: tuple[tuple[str, ...], ...]

    def fits(self, name: str) -> re.Match[str] | None:
        """Return how the pattern matches a whole name, or None."""
        return _as_written(self.pattern).fullmatch(name)


@dataclass(frozen=True, slots=True)
class SubjectRule:
    """Words in headers and table names that tell what a row is about, with their log-odds."""

    person: Mapping[str, float]
    thing: Mapping[str, float]
    creature: frozenset[str]
    """Words for animals, plants and invented beings: they have a sex, an age and a name, and are nobody."""

    aggregate: frozenset[str]
    """Words for figures about many at once, such as ``mean`` and ``percent``."""

    tallies: frozenset[str]
    """Words for figures that may be about many, or about what one person did, such as ``total``."""

    counts: frozenset[str]
    """Whole headers of columns that count, such as ``freq``."""

    groups: frozenset[str]
    """Whole headers for many people at once, such as ``men``: numbers under them count or share."""

    dwelling: frozenset[str]
    """Words for houses and flats, which have an age and are somebody's home."""


@dataclass(frozen=True, slots=True)
class HeaderRule:
    """Words beside a header word: those that leave its meaning as it is, and those that change it."""

    plain: frozenset[str]
    """Words that take nothing from a header word, as in ``user_age`` or ``age_value``."""

    prefixes: frozenset[str]
    suffixes: frozenset[str]
    """What stands glued to a header word and takes nothing from it, as in ``agew`` or ``faminc``."""

    relatives: tuple[str, ...]
    """Beginnings of words that say whose attribute it is, as in ``husunion``; the longest first."""

    others: frozenset[str]
    """Words after which a header speaks of something else, as in ``sex_ratio``."""

    origins: Mapping[str, Origin]
    """Words that tell who says so, as in ``pred_age``."""


@dataclass(frozen=True, slots=True, eq=False)
class Rulebook:
    """All rules of a scan; compared by identity, so that what is derived from it can be kept."""

    columns: tuple[ColumnRule, ...]
    texts: tuple[TextRule, ...]
    paths: tuple[PathRule, ...]
    documents: tuple[TextRule, ...]
    """What documents beside the data say of their origin and of what may be done with them."""

    subject: SubjectRule
    header: HeaderRule
    flags: tuple[ValueTest, ...]
    """Tests that no category owns: on cells that say yes or no."""

    hash: str
    """SHA-256 over the rule files' names and bytes: other rules, other answers."""

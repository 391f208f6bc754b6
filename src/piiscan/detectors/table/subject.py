"""What a row of a table is about: a person, a thing whose sex and age are nobody's, or many persons counted."""

import math
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from piiscan.detectors.table.headers import Header, Says
from piiscan.detectors.table.weigh import CODES_TEST, FLAG_TEST
from piiscan.model.columns import ColumnEvidence, ColumnSketch, Reason, Subject
from piiscan.rulebook.rules import ColumnRule, SubjectRule
from piiscan.rulebook.words import words_of

CLEAR = 1.0
"""Log-odds from which a table is about one kind of thing."""

_ROOMS = 2
"""Words for parts of a home that make a table one of homes."""

_RESIDENTS = 5.0
"""Log-odds from which a table that also describes homes is about those who live in them, as a census is."""

_MOST_FROM_WORDS = 4.0
"""Log-odds that words can give together: many weak ones do not outweigh the columns themselves."""

_ONE_KIND = frozenset({Says.FLAG, Says.HINTED_FLAG})
_HARDLY = 0.5

_TELLING_CLAIM = 1.0
"""Log-odds from which a column counts as looking like its category."""

_FAINT = 0.4
"""Part of what a column says of persons that counts where it may look like its category: two such columns tell."""

PLACE_TESTS = (
    "column.region/countries",
    "column.region/countries_elsewhere",
    "column.region/parts",
    "column.region/us_codes",
)
_PLACE_RULES = ("column.region", "column.address")
_ENOUGH_NAMED_PLACES = 20

_GROUP_RULES = ("column.race", "column.sex")
_SCALE_TESTS = ("number:0", "number:1", "number:2", "number:3")
"""Whole numbers from 0 to 9, as answers on a scale are."""

_COUNTERS = frozenset({"count", "counts", "freq", "frequency", "n", "nombre", "anzahl", "effectif", "cantidad", "nobs"})

_BROKEN_DOWN = frozenset({"by", "per"})
"""Words of a table's name after which it says what its figures are broken down by."""

_GROUP = -3.0
_MOST_FROM_GROUPS = -6.0
"""Log-odds that numbers under words for groups of people give: each column, and all together."""
_YEAR_WORDS = frozenset(
    {"year", "jahr", "anio", "ano", "año", "année", "annee", "anno", "jaar", "år", "rok", "год", "年"}
)
_MOSTLY = 0.7
_ENOUGH_PLACES = 5
_ROOM = 1.5
"""Combinations of place and year that a table of places in years has at most, by its rows."""

_TIMES = frozenset({"year", "t", "time", "period", "quarter", "month", "week", "day", "date", "jahr", "trimestre"})
_ENOUGH_TIMES = 20

_YEAR = re.compile(r"1[5-9]\d\d|20\d\d")
_YEAR_MARKS = frozenset({*map(str, range(1500, 2100)), "x", "y", "yr", "year", "fy"})
_ENOUGH_YEARS = 3
_ROW_NUMBERS = {("rownames",), ("row",), ("index",), ("row", "names"), ("row", "id"), ("no",), ("nr",)}
_EVERY = 0.97
"""Share of distinct values from which every row has its own; the number of many distinct values is an estimate."""

_FEW = 24
"""Distinct values up to which a column of a table of counts is one of its dimensions; one may have more, repeated."""

_ROWS_EACH = 3

_MANY_FIGURES = 0.25
"""Share of columns with figures about many from which the whole table is one of figures."""


@dataclass(frozen=True, slots=True)
class TableName:
    """What a table's name says of its rows: names that say the same are equal."""

    words: frozenset[str]
    """Those that rules know."""

    is_broken_down: bool
    """Whether it says that figures are broken down, as in ``arrests_by_age``."""


def read_name(table: str, known: frozenset[str]) -> TableName:
    """Return what the name of a table, with folders, says of its rows.

    Args:
        table: its name.
        known: the words that rules know.
    """
    words = words_of(table)
    broken_down = not _BROKEN_DOWN.isdisjoint(words) and not _BROKEN_DOWN.isdisjoint(
        words_of(table.rpartition("/")[2])[1:-1]
    )
    said = frozenset(word for word in words if word in known or word.removesuffix("s") in known)
    return TableName(said, broken_down)


def known_words(rule: SubjectRule) -> frozenset[str]:
    """Return the words by which a table's name says what its rows are about."""
    return frozenset(rule.creature | rule.dwelling).union(rule.person, rule.thing)


def subject_of(
    table: TableName,
    columns: Sequence[ColumnSketch],
    headers: Sequence[Header],
    claims: Iterable[ColumnEvidence],
    rules: Mapping[str, ColumnRule],
    words: SubjectRule,
) -> tuple[Subject, tuple[Reason, ...]]:
    """Return what rows are about and the reasons, weighed towards persons.

    Args:
        table: its name, as read.
        columns: its columns.
        headers: their headers, as read.
        claims: the weightiest evidence about each column, before it was known what rows are about.
        rules: column rules by identifier.
        words: the words that tell.
    """
    figures = [*_figures(columns, headers, words), *_broken_down(table, columns)]
    persons = [*_words_say(table.words, headers, words), *_claims_say(claims, rules)]
    reasons = tuple(reason for reason in (*persons, *figures) if reason.weight)
    weight = sum(reason.weight for reason in reasons)
    if (words_for_homes := _homes(table.words, headers, words)) and weight < _RESIDENTS:
        return Subject.DWELLING, (*reasons, words_for_homes)
    if weight >= CLEAR:
        return Subject.PERSON, reasons
    if weight > -CLEAR:
        return Subject.UNKNOWN, reasons
    return (Subject.AGGREGATE if sum(r.weight for r in figures) <= -CLEAR else Subject.THING), reasons


def _homes(name: Collection[str], headers: Sequence[Header], rule: SubjectRule) -> Reason | None:
    """Return whether headers and names describe houses or flats."""
    words = ({word for header in headers for word in header.words} | set(name)) & rule.dwelling
    return Reason(-1.0, "words in headers and names speak of houses and flats") if len(words) >= _ROOMS else None


def words_deny_persons(table: str, headers: Sequence[Header], words: SubjectRule) -> bool:
    """Return whether headers and names alone say that rows are about things, places or creatures."""
    return sum(reason.weight for reason in _words_say(words_of(table), headers, words)) <= -CLEAR


def _words_say(name: Collection[str], headers: Sequence[Header], rule: SubjectRule) -> list[Reason]:
    words = {word for header in headers for word in header.words} | set(name)
    words |= {word.removesuffix("s") for word in words}
    person = min(_MOST_FROM_WORDS, sum(rule.person.get(word, 0.0) for word in words))
    thing = min(_MOST_FROM_WORDS, sum(rule.thing.get(word, 0.0) for word in words))
    creatures = -5.0 if words & rule.creature else 0.0
    return [
        Reason(creatures, "words in headers and names speak of animals, plants or invented beings"),
        Reason(person, "words in headers and names speak of persons"),
        Reason(-thing, "words in headers and names speak of things or animals"),
    ]


def _claims_say(claims: Iterable[ColumnEvidence], rules: Mapping[str, ColumnRule]) -> list[Reason]:
    """Return what the columns say that look like attributes of persons, each kind once."""
    claims = list(claims)
    clear = {claim.detector for claim in claims if claim.weight >= _TELLING_CLAIM}
    faint = {claim.detector for claim in claims if 0 <= claim.weight < _TELLING_CLAIM} - clear
    return [
        *(Reason(rules[name].speaks, f"it has a column of {rules[name].title.lower()}") for name in sorted(clear)),
        *(
            Reason(_FAINT * rules[name].speaks, f"it may have a column of {rules[name].title.lower()}")
            for name in sorted(faint)
        ),
    ]


def _figures(columns: Sequence[ColumnSketch], headers: Sequence[Header], rule: SubjectRule) -> list[Reason]:
    """Return what speaks for rows being counts, means or rates over many persons."""
    reasons = [
        *_counted(columns, headers, rule),
        *_groups(columns, headers, rule),
        *_places(columns, headers),
        *_times(columns, headers),
        *_years_across(headers),
    ]
    share = sum(_is_figure(header, rule) for header in headers) / len(headers) if headers else 0.0
    if share >= _MANY_FIGURES:
        reasons.append(Reason(-4.0, "many of its columns are shares, means or counts"))
    elif share:
        reasons.append(Reason(-0.5, "some of its columns are shares, means or counts"))
    return reasons


def _broken_down(table: TableName, columns: Sequence[ColumnSketch]) -> list[Reason]:
    """Return whether a table's name says that its figures are broken down."""
    if table.is_broken_down and any(column.type in {"integer", "number"} for column in columns):
        return [Reason(-2.0, "its name says that its figures are broken down by something")]
    return []


def _is_figure(header: Header, rule: SubjectRule) -> bool:
    """Whether a header names a figure about many; what is only added up may be one person's."""
    return not rule.aggregate.isdisjoint(header.figures)


def _is_count(column: ColumnSketch, header: Header, rule: SubjectRule) -> bool:
    named = " ".join(header.words) in rule.counts or _is_group(column, header, rule)
    return named and column.type in {"integer", "number"}


def _is_group(column: ColumnSketch, header: Header, rule: SubjectRule) -> bool:
    """Whether numbers stand under a word for a group of people: counts or shares, and no yes or no, of a person."""
    if column.type not in {"integer", "number"} or column.share(FLAG_TEST, CODES_TEST) >= _HARDLY:
        return False
    if len(header.words) != 1 or (column.type == "integer" and column.share(*_SCALE_TESTS) >= _HARDLY):
        return False
    if column.type == "integer" and column.distinct >= _EVERY * column.rows and column.rows >= _ENOUGH_NAMED_PLACES:
        return False  # the numbers of persons, one by one
    return header.words[0] in rule.groups or any(header.says.get(name) in _ONE_KIND for name in _GROUP_RULES)


def _groups(columns: Sequence[ColumnSketch], headers: Sequence[Header], rule: SubjectRule) -> list[Reason]:
    """Return whether there are counts or shares of groups of people."""
    groups = sum(_is_group(column, header, rule) for column, header in zip(columns, headers, strict=True))
    return [Reason(max(_MOST_FROM_GROUPS, _GROUP * groups), "numbers stand under words for groups of people")]


def _counted(columns: Sequence[ColumnSketch], headers: Sequence[Header], rule: SubjectRule) -> list[Reason]:
    """Return whether rows count the combinations of a few values: there are no more rows than combinations."""
    counts = [column for column, header in zip(columns, headers, strict=True) if _is_count(column, header, rule)]
    others = [
        column
        for column, header in zip(columns, headers, strict=True)
        if column not in counts and not _is_row_number(column, header)
    ]
    if not counts:
        return []
    many = [column for column in others if column.distinct > _FEW]
    if not others or len(many) > 1 or not all(_is_repeated(column) and any(map(_is_large, counts)) for column in many):
        return [Reason(-3.0, "it has a column of counts")] if any(map(_is_counter, headers)) else []
    if max(column.rows for column in columns) > math.prod(
        max(1, column.distinct + bool(column.nulls)) for column in others
    ):
        return []
    return [Reason(-12.0, "it counts rows by the few values of its other columns")]


def _is_large(count: ColumnSketch) -> bool:
    """Whether counts are larger than one person's are."""
    return count.share(*_SCALE_TESTS) < _HARDLY


def _is_repeated(column: ColumnSketch) -> bool:
    """Whether values stand in several rows each, as those of a dimension such as the county do."""
    return column.distinct * _ROWS_EACH <= column.rows


def _is_counter(header: Header) -> bool:
    return len(header.words) == 1 and header.words[0] in _COUNTERS


def _is_row_number(column: ColumnSketch, header: Header) -> bool:
    unnamed = header.nameless or not header.words or header.words in _ROW_NUMBERS
    return unnamed and column.type == "integer" and column.distinct >= _EVERY * column.rows


def _places(columns: Sequence[ColumnSketch], headers: Sequence[Header]) -> list[Reason]:
    """Return whether every row is a place of its own, or a place in one year."""
    for column, header in zip(columns, headers, strict=True):
        if _is_place_list(column, header):
            return [Reason(-4.0, "every row names a place of its own")]
        if column.present >= _ENOUGH_PLACES and column.share(*PLACE_TESTS) >= _MOSTLY:
            if column.distinct >= _MOSTLY * column.present:
                return [Reason(-7.0, "every row is a place of its own")]
            if column.is_exact and column.distinct >= _ENOUGH_PLACES and len(set(column.weights)) == 1:
                return [Reason(-5.0, "every place stands in as many rows as any other")]
            years = [mate for mate, header in zip(columns, headers, strict=True) if _is_year(mate, header)]
            if any(_is_filled(column, year) for year in years):
                return [Reason(-8.0, "rows are places in years")]
    return []


def _is_place_list(column: ColumnSketch, header: Header) -> bool:
    """Whether each of many rows has another name under a word for a place."""
    named = any(header.says.get(name) is Says.NAMED for name in _PLACE_RULES)
    return (
        named
        and column.type == "text"
        and column.present >= _ENOUGH_NAMED_PLACES
        and column.distinct >= _EVERY * column.present
        and column.share("column.address/street", "column.address/postal", "column.address/marks") < _HARDLY
    )


def _is_filled(place: ColumnSketch, year: ColumnSketch) -> bool:
    """Whether most combinations of place and year have a row, and hardly any has more than a few."""
    combinations = place.distinct * year.distinct
    return combinations <= _ROOM * place.present and place.present <= _ROOM * combinations


def _times(columns: Sequence[ColumnSketch], headers: Sequence[Header]) -> list[Reason]:
    """Return whether every row is a point in time of its own, as in a series of prices."""
    for column, header in zip(columns, headers, strict=True):
        counts_time = _is_year(column, header) or (column.type == "integer" and _TIMES.issuperset(header.words))
        if header.words and counts_time and column.present >= _ENOUGH_TIMES and column.distinct >= _EVERY * column.rows:
            return [Reason(-4.0, "every row is a point in time of its own")]
    return []


def _years_across(headers: Sequence[Header]) -> list[Reason]:
    """Return whether the columns are years, as where countries stand in rows."""
    years = sum(any(map(_YEAR.fullmatch, header.words)) and _YEAR_MARKS.issuperset(header.words) for header in headers)
    return [Reason(-4.0, "its columns are years")] if years >= _ENOUGH_YEARS else []


def _is_year(column: ColumnSketch, header: Header) -> bool:
    return not _YEAR_WORDS.isdisjoint(header.words) and column.share("number:1850") >= _MOSTLY

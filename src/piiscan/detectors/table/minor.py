"""Children: the records of an age or birth date column that say somebody is under 18."""

from datetime import UTC, date, datetime

import pyarrow as pa
import pyarrow.compute as pc

from piiscan.detectors.table.headers import Header
from piiscan.detectors.table.links import canonical
from piiscan.detectors.table.presence import PresentText
from piiscan.model.arrow_types import ArrowArray
from piiscan.model.categories import Category

DETECTOR = "column.minor"

OF_AGE = 18
"""Years: the age in the UN Convention on the Rights of the Child, article 1."""

_CODED = frozenset(
    {"cat", "cats", "group", "grp", "gr", "code", "coded", "class", "level", "rec", "recode", "z", "std", "log", "sq"}
)
"""Words in headers under which plain numbers are codes and not years."""

_NO_YEAR = 3000

_FLAGS = frozenset({"senior", "adult", "elderly", "old", "young"})


def find_minors(cells: PresentText, category: Category, header: Header, on: date | None) -> ArrowArray:
    """Return the records whose age, or age on a given day by their date of birth, is under 18.

    Args:
        cells: the cells of a column.
        category: what the column was judged to hold; other than age and date of birth nothing follows.
        header: the column's header; under one such as ``age_group`` plain numbers are codes.
        on: the day by which dates of birth are judged; without one nothing follows from them.
    """
    if category is Category.DEMOGRAPHIC_AGE and _FLAGS.isdisjoint(header.words):
        young = _young(canonical(cells.distinct), coded=not _CODED.isdisjoint(header.words))
        return cells.records.filter(cells.spread(young))
    if category is Category.DEMOGRAPHIC_BIRTH_DATE and on is not None:
        return cells.records.filter(cells.spread(_born_after(cells.distinct, on)))
    return cells.records.slice(0, 0)


def day_of(version: str) -> date | None:
    """Return the day on which an asset was last modified, UTC; None where its version is no time."""
    return datetime.fromtimestamp(int(version) / 1e9, UTC).date() if version.isdigit() and int(version) else None


def _young(text: ArrowArray, coded: bool) -> ArrowArray:
    band = _number(text, r"^\D{0,8}\d{1,3}\s?(?:-|\x{2013}|to|_)\s?(?P<n>\d{1,3})\D*$")
    below = _number(text, r"(?i)^(?:<|<=|under|below|less than|up to)\s?(?P<n>\d{1,3})\D*$")
    found = pc.or_(pc.less(band, OF_AGE), pc.less_equal(below, OF_AGE))
    return found if coded else pc.or_(found, pc.less(_number(text, r"^(?P<n>\d{1,3}(?:\.\d+)?)$"), OF_AGE))


def _born_after(text: ArrowArray, on: date) -> ArrowArray:
    """Return whether each is a date of birth of a minor; of a year alone, only where the whole year is."""
    last = on.replace(year=on.year - OF_AGE, day=min(on.day, 28))
    whole = pc.match_substring_regex(text, r"^(?:19|20)\d\d-\d\d-\d\d")
    days = pc.utf8_slice_codeunits(text, 0, 10)
    years = _number(text, r"(?:^|\D)(?P<n>(?:19|20)\d\d)(?:\D|$)")
    by_year = pc.and_(pc.greater(years, last.year), pc.less(years, _NO_YEAR))
    return pc.if_else(whole, pc.greater(days, pa.scalar(last.isoformat(), days.type)), by_year)


def _number(text: ArrowArray, pattern: str) -> ArrowArray:
    """Return the number that a pattern finds in each text, and a number above all others where it finds none."""
    found = pc.match_substring_regex(text, pattern)
    digits = pc.struct_field(pc.extract_regex(text, pattern), "n")
    return pc.if_else(found, digits, pa.scalar("1000000000", digits.type)).cast(pa.float64())

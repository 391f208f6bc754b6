from datetime import date

import pyarrow as pa
import pytest

from piiscan.detectors.table.headers import header_reader
from piiscan.detectors.table.minor import day_of, find_minors
from piiscan.detectors.table.presence import PresentText
from piiscan.model.categories import Category
from tests.detectors.table.tables import rulebook

AGE, BIRTH = Category.DEMOGRAPHIC_AGE, Category.DEMOGRAPHIC_BIRTH_DATE
DAY = date(2024, 5, 1)


def young(header: str, values: list[str], category: Category, on: date | None = DAY) -> list[str]:
    """The values that are said to be minors'."""
    cells = PresentText(pa.array(values), pa.array(range(len(values)), pa.int64()), len(values))
    found = find_minors(cells, category, header_reader(rulebook()).read(header), on)
    return [values[record] for record in found.to_pylist()]


def test_ages() -> None:
    """
    Ages below 18 and bands that end below it are children's.
    """
    values = ["17", "17.5", "12-17", "13 to 17", "<18", "under 16", "18", "18-24", "65+", "unknown"]

    assert values[:6] == young("age", values, AGE)


@pytest.mark.parametrize("header", ["age_group", "ageCat", "age_code"])
def test_codes_are_no_ages(header: str) -> None:
    """
    Under a header that speaks of groups, plain numbers are codes; bands speak for themselves.
    """
    assert ["12-17"] == young(header, ["1", "2", "12-17"], AGE)


def test_flags_are_no_ages() -> None:
    """
    A column that says whether somebody is old holds no ages.
    """
    assert [] == young("senior_citizen", ["0", "1"], AGE)


def test_birth_dates_are_judged_on_a_day() -> None:
    """
    Born less than 18 years before the day; of a year alone, only where the whole year is.
    """
    values = ["2006-05-02", "2010", "12/03/2011", "2006-05-01", "2006", "1990-01-01"]

    assert values[:3] == young("dob", values, BIRTH)
    assert [] == young("dob", values, BIRTH, None)


def test_other_categories() -> None:
    """
    Nothing follows from a column of anything else.
    """
    assert [] == young("kids", ["1", "2"], Category.DEMOGRAPHIC_FAMILY)


def test_the_day_is_the_files_own() -> None:
    """
    The reference is the day the file was last modified; a version that is no time gives none.
    """
    assert date(1970, 1, 2) == day_of(str(86_400 * 10**9))
    assert day_of("0") is None
    assert day_of("etag-1") is None

"""Numbers and codes of every kind that data holds are no identifiers."""

import uuid

import phonenumbers
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from piiscan.detectors.table.presence import present_text
from piiscan.detectors.text.cells import find_in_cells
from piiscan.model.content import ColumnValues
from tests.detectors.text.cells import RULES, found

QUICK = settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))

DIGITS = st.text("0123456789", min_size=1, max_size=18)
KINDS = {
    "floats": st.floats(allow_nan=False, allow_infinity=False).map(repr),
    "integers": st.integers(-(10**18), 10**18).map(str),
    "digits": DIGITS,
    "years": st.integers(1800, 2100).map(str),
    "timestamps": st.datetimes().map(lambda moment: moment.isoformat()),
    "hashes": st.binary(min_size=16, max_size=32).map(bytes.hex),
    "uuids": st.uuids().map(str),
    "bare uuids": st.uuids().map(lambda number: uuid.UUID(str(number)).hex.upper()),
    "product codes": st.from_regex(r"(?a)\A[A-Z]{2,4}-\d{4,8}(?:-[A-Z0-9]{1,3})?\Z"),
    "prices": st.decimals(0, 10**7, places=2).map(lambda price: f"€ {price:,}"),
    "genomes": st.text("ACGT", min_size=20, max_size=200),
    "scores": st.from_regex(r"(?a)\A\d-\d \d-\d \(\d\)\Z"),
    "bearings": st.tuples(st.floats(0, 90), st.floats(0, 90)).map(lambda pair: f"{pair[0]:.2f}-{pair[1]:.2f}"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_found(kind: str) -> None:
    """
    A column of such values raises nothing, under a header that says nothing of persons and in a sentence.
    """

    @QUICK
    @given(st.lists(KINDS[kind], min_size=1, max_size=30))
    def holds(values: list[str]) -> None:
        assert [] == found(*values, field="value")
        assert [] == found(*(f"batch {value} is done" for value in values))

    holds()


@QUICK
@given(st.lists(st.integers(-(2**63), 2**63 - 1), min_size=1))
def test_columns_of_numbers(values: list[int]) -> None:
    """
    A column that is stored as numbers raises nothing, whatever check digits happen to hold.
    """
    cells = present_text(ColumnValues("amount", pa.array(values, pa.int64()), pa.array(range(len(values)))))

    assert [] == list(find_in_cells("amount", cells, RULES.values()))


@pytest.mark.parametrize("style", [phonenumbers.PhoneNumberFormat.E164, phonenumbers.PhoneNumberFormat.INTERNATIONAL])
def test_numbers_of_all_countries(style: int) -> None:
    """
    The example that libphonenumber has of each country's mobile numbers is found as it is written abroad.
    """
    kind = phonenumbers.PhoneNumberType.MOBILE
    examples = [phonenumbers.example_number_for_type(region, kind) for region in phonenumbers.SUPPORTED_REGIONS]
    written = [phonenumbers.format_number(number, style) for number in examples if number is not None]

    assert 200 < len(written)
    assert set(range(len(written))) == {at for at, _, _ in found(*(f"call {number} now" for number in written))}


def test_numbers_as_they_are_dialled_at_home() -> None:
    """
    Beside a word for it the numbers of the countries that are known are found as they are written at home.
    """
    kind, style = phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberFormat.NATIONAL
    regions = ["US", "GB", "DE", "FR", "IN", "BR", "AU", "ES", "IT", "NL", "PL", "JP", "KR", "SG", "CA", "MX", "ZA"]
    examples = [phonenumbers.example_number_for_type(region, kind) for region in regions]
    written = [phonenumbers.format_number(number, style) for number in examples if number is not None]

    assert [(at, number) for at, number in enumerate(written)] == [
        (at, text) for at, _, text in found(*(f"my phone: {number}, ask for me" for number in written))
    ]

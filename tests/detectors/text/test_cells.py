"""Entities in the cells of a column."""

import uuid
from random import Random

import pyarrow as pa
import pytest

from piiscan.detectors.table.presence import PresentText
from piiscan.detectors.text.cells import find_in_cells, find_in_text
from piiscan.model.categories import Category
from tests.detectors.text.cells import RULES, found


def test_spans_are_code_points() -> None:
    """
    A span counts code points, so that characters outside the first plane count once.
    """
    cell = "🙂 schreib an zorelia@example.com"

    assert [(0, "text.email", "zorelia@example.com")] == found(cell)


def test_every_entity_of_a_cell_is_told() -> None:
    """
    Two addresses and a number in one cell are three findings.
    """
    cell = "zorelia@example.com, ostle@example.org or +1 202 555 0143"

    assert ["text.email", "text.email", "text.phone"] == [detector for _, detector, _ in found(cell)]


def test_told_category_is_not_told_twice() -> None:
    """
    What the column's verdict tells of every row, its cells do not tell again; other categories they do.
    """
    cell = "zorelia@example.com, +1 202 555 0143"

    assert ["text.phone"] == [detector for _, detector, _ in found(cell, told=Category.IDENTIFIER_EMAIL)]


def test_judged_numbers_are_not_second_guessed() -> None:
    """
    Where a column has a verdict, a number that fills its cell was judged with it.
    """
    assert [(0, "text.kr_rrn", "960121-1234560")] == found("960121-1234560")
    assert [] == found("960121-1234560", told=Category.IDENTIFIER_PERSON_ID)


def test_overlapping_claims_are_settled() -> None:
    """
    One stretch of text is one entity, that of the surest rule.
    """
    assert [(0, "text.iban", "DE89370400440532013000")] == found("account DE89370400440532013000")


@pytest.mark.parametrize(
    ("field", "cell", "detector"),
    [
        ("ssn", "219099998", "text.us_ssn"),
        ("Phone Number", "2025550143", "text.phone_national"),
        ("cardNumber", "4539148803436467", "text.card"),
    ],
)
def test_header_speaks_for_bare_numbers(field: str, cell: str, detector: str) -> None:
    """
    A bare number is an identifier where the header says so, and else is not.
    """
    assert [detector] == [name for _, name, _ in found(cell, field=field)]
    assert [] == found(cell, field="amount")


def test_numbers_are_not_identifiers() -> None:
    """
    Floats, timestamps, product codes, years, hashes, UUIDs and ISBNs raise nothing, whatever they happen to look like.
    """
    random = Random(7)  # noqa: S311 -- cases need no cryptography
    numbers = [repr(random.random() * 10**n) for n in range(-3, 12) for _ in range(40)]
    numbers += [str(random.randrange(10**n)) for n in range(4, 19) for _ in range(40)]
    numbers += [f"{random.uniform(-180, 180):.6f}" for _ in range(200)]
    numbers += [f"{random.randrange(16**32):032x}" for _ in range(200)] + [f"{random.randrange(16**40):040x}"] * 100
    numbers += [str(uuid.UUID(int=random.getrandbits(128))) for _ in range(200)]
    numbers += [
        f"2{random.randrange(100):03}-0{random.randrange(1, 10)}-1{random.randrange(10)}T12:30:45.123Z"
        for _ in "1" * 99
    ]
    numbers += [
        f"978-{random.randrange(10)}-{random.randrange(10**4):04}-{random.randrange(10**4):04}-1" for _ in "1" * 99
    ]
    numbers += [f"SKU-{random.randrange(10**8):08}" for _ in range(100)] + ["v1.2.3.4", "10.15.7", "0x1F", "1e-05"]
    sentences = [f"order {number} shipped in {1950 + i % 80}" for i, number in enumerate(numbers)]

    assert [] == found(*numbers)
    assert [] == found(*numbers, field="score")
    assert [] == found(*sentences)


def test_text_alone() -> None:
    """
    A single text gives its spans in the order in which they stand.
    """
    spans = find_in_text("ask zorelia@example.com or 203.0.113.7", RULES.values())

    assert ["text.email", "text.ip_address"] == [span.rule.id for span in spans]


def test_equal_cells_are_all_told() -> None:
    """
    In a column of few distinct values every cell with an entity is told, under its own record.
    """
    column = ["nothing", "write to zorelia@example.com"] * 1000

    assert list(range(1, 2000, 2)) == [record for record, _, _ in found(*column)]


@pytest.mark.parametrize(
    "cell",
    [
        "order 219-09-9998 shipped",
        "invoice no. 529.982.247-25",
        "tracking number: 4539 1488 0343 6467",
        "Bestellnummer 2341 2341 2346",
        "pedido n.º 960121-1234560",
        "sku #202-555-0143",
    ],
)
def test_numbered_things_have_numbers(cell: str) -> None:
    """
    A number right behind a word for a thing that is numbered is that thing's, however it is written.
    """
    assert [] == found(cell)


def test_an_explanation_outweighs_a_numbered_thing() -> None:
    """
    Where a word says what the number is, it counts, even beside an order.
    """
    cell = "SSN given with the order 219-09-9998"

    assert [(0, "text.us_ssn", "219-09-9998")] == found(cell)


def test_notes_about_orders_are_prose() -> None:
    """
    A header denies a number that fills its cell, and not one in the middle of a note.
    """
    assert [(0, "text.us_ssn", "219-09-9998")] == found("she gave 219-09-9998 to us", field="order_notes")
    assert [] == found("219-09-9998", field="order_id")


def test_groups_out_of_a_row_are_no_numbers() -> None:
    """
    Groups of four digits within a longer row of such groups, as in tables of character codes, are neither card nor id.
    """
    assert [] == found("52BB  5352 5354 5353 5351 5366 5377", "7416 741A 7421  7431 7424 7423  741D")
    assert [] == found("aadhaar codes 7416 741A 7421 7431 7424 7423  741D")
    assert [(0, "text.in_aadhaar", "7431 7424 7423")] == found("aadhaar 7431 7424 7423")


def test_masks_tell_nothing() -> None:
    """
    What is shown of an entity is one word of its category, whatever its length and letters.
    """
    cells = ["zorelia@example.com", "o@example.org", "Zorelia.Ostle.of.the.harbour@mail.example.co.uk"]
    column = PresentText(pa.array(cells), pa.array(range(3), pa.int64()), 3)

    assert [("[e-mail]", 3)] == [
        (hits.finding.shown, len(hits.records)) for hits in find_in_cells("text", column, RULES.values())
    ]

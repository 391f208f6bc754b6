"""Which columns of ids speak of the same people."""

import pytest

from piiscan.linkage.sequences import speak_of_the_same
from piiscan.linkage.subjects import link_subjects
from piiscan.linkage.tokens import hash_texts
from tests.report_builder import Row, database, field_row, link

KEY = b"0123456789abcdef"


def persons(links: list[Row], whole: bool) -> int:
    """The number of different persons that two tables are about; the tokens are such as no key gives."""
    fields = [
        field_row(asset, "id", "identifier.person_id", type="integer" if whole else "text")
        for asset in ("a.csv", "b.csv")
    ]
    db = database(links=links, fields=fields)
    link_subjects(db, lambda _purpose: KEY)
    [[number]] = db.execute("SELECT count(DISTINCT subject) FROM subjects").fetchall()
    return int(number)


def ids(asset: str, numbers: range) -> list[Row]:
    """A column of ids."""
    return [link(asset, record, "person", f"n{number}") for record, number in enumerate(numbers)]


def test_foreign_key_is_found_by_its_values() -> None:
    """
    A column whose values all stand in another is about the same people, whatever it is called.
    """
    assert 20 == persons(ids("a.csv", range(20)) + ids("b.csv", range(5, 12)), whole=True)


def test_numbers_that_meet_by_chance_are_others() -> None:
    """
    Two columns of whole numbers that share a few values count different people.
    """
    assert 40 == persons(ids("a.csv", range(20)) + ids("b.csv", range(15, 35)), whole=True)


def test_codes_hardly_meet_by_chance() -> None:
    """
    Two columns of long codes that share a few are about the same people where they do.
    """
    assert 35 == persons(ids("a.csv", range(20)) + ids("b.csv", range(15, 35)), whole=False)


def test_order_of_tables_does_not_matter() -> None:
    """
    The subjects of the larger domain are those that its tokens alone give.
    """
    alone = database(links=ids("a.csv", range(20)))
    both = database(
        links=ids("a.csv", range(20)) + ids("b.csv", range(15, 30)),
        fields=[field_row(asset, "id", "identifier.person_id", type="integer") for asset in ("a.csv", "b.csv")],
    )
    link_subjects(alone)
    link_subjects(both)
    question = "SELECT record, subject FROM subjects WHERE asset = 'a.csv' ORDER BY record"

    assert alone.execute(question).fetchall() == both.execute(question).fetchall()


def counted(names: tuple[str, str], key: bytes | None = KEY) -> int:
    """The number of different persons of two tables whose ids count from 1, one to 30 and the other to 20."""
    columns = {(f"{name}.csv", field): count for (name, field), count in zip(map(_place, names), (30, 20), strict=True)}
    links: list[Row] = []
    for (asset, field), count in columns.items():
        tokens = hash_texts([str(n + 1) for n in range(count)], KEY).to_pylist()
        links += [link(asset, n, "person", "", field) | {"token": token} for n, token in enumerate(tokens)]
    fields = [field_row(asset, field, "identifier.person_id", type="integer") for asset, field in columns]
    db = database(links=links, fields=fields)
    link_subjects(db, None if key is None else lambda _purpose: key)
    [[number]] = db.execute("SELECT count(DISTINCT subject) FROM subjects").fetchall()
    return int(number)


def _place(name: str) -> tuple[str, str]:
    table, _, field = name.partition(".")
    return table, field


@pytest.mark.parametrize("key", [KEY, None])
def test_columns_that_count_from_one_are_tied_by_their_names(key: bytes | None) -> None:
    """
    Patient 7 is not employee 7, but user 7 is the user with the id 7, with the key at hand or without.
    """
    assert 50 == counted(("patients.id", "employees.id"), key)
    assert 30 == counted(("users.id", "visits.user_id"), key)


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        (("users.csv", "id"), ("likes.csv", "userId"), True),
        (("t/users/*.parquet", "id"), ("m.csv", "sender_id"), True),
        (("a.csv", "patient_no"), ("b.csv", "PatientID"), True),
        (("staff.csv", "staff_id"), ("patients.csv", "patient_id"), False),
        (("staff.csv", "id"), ("patients.csv", "id"), False),
        (("a/1.csv", "id"), ("b/2.csv", "id"), False),
    ],
)
def test_names_for_the_same_people(first: tuple[str, str], second: tuple[str, str], same: bool) -> None:
    """
    A column called only id is named by its table, and all who use a service are the same people.
    """
    assert same == speak_of_the_same(first, second)

"""Which columns of ids speak of the same people."""

from piiscan.linkage.subjects import link_subjects
from tests.report_builder import Row, database, field_row, link


def persons(links: list[Row], whole: bool) -> int:
    """The number of different persons that two tables are about."""
    fields = [
        field_row(asset, "id", "identifier.person_id", type="integer" if whole else "text")
        for asset in ("a.csv", "b.csv")
    ]
    db = database(links=links, fields=fields)
    link_subjects(db)
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

"""Ordering records by risk."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from piiscan.linkage.subjects import link_subjects
from piiscan.model.categories import Category
from piiscan.model.schemas import RECORDS
from piiscan.risk.score import score_records, scored_in_order
from piiscan.rulebook.places import shipped_rules
from piiscan.rulebook.risk_weights import load_risk_weights
from tests.report_builder import Row, database, field_row, finding, findings, link

WEIGHTS = load_risk_weights(shipped_rules())


def scored(
    found: list[Row], links: list[Row] | None = None, fields: list[Row] | None = None
) -> dict[tuple[str, int], Row]:
    """The scored records by their place."""
    db = database(findings=found, links=links or [], fields=fields or [])
    link_subjects(db)
    score_records(db, WEIGHTS)
    return {(row["asset"], row["record"]): row for row in db.sql("FROM scored").to_arrow_table().to_pylist()}


def quasi(record: int, *tokens: str, asset: str = "u.csv") -> list[Row]:
    """Quasi-identifiers of one record, each in a column of its own."""
    return [link(asset, record, "quasi", token, field=f"q{place}") for place, token in enumerate(tokens)]


def test_columns_are_the_published_ones() -> None:
    """What is scored has the columns of the published table, in its order."""
    [row] = scored(findings("a.csv", 0, "demographic.age")).values()

    assert RECORDS.names == list(row)


def test_record_without_links_is_kept() -> None:
    """A record with a finding has its row, although its subject and crowd are unknown."""
    [row] = scored(findings("a.csv", 3, "demographic.sex", "demographic.age")).values()

    assert ["demographic.age", "demographic.sex"] == row["categories"]
    assert (None, None) == (row["subject"], row["k"])
    assert 16 == len(row["record_id"])


def test_categories_are_named_once() -> None:
    """Ten findings of a category in a record name it once."""
    [row] = scored([finding("a", 0, "demographic.age", field=f"f{i}") for i in range(10)]).values()

    assert ["demographic.age"] == row["categories"]


def test_direct_identifier_is_not_hidden_by_a_crowd() -> None:
    """A name identifies as much among a thousand equal records as alone."""
    race = ["identifier.name", "demographic.race"]
    alone = scored(findings("u.csv", 0, *race), quasi(0, "x"))
    crowd = scored(findings("u.csv", 0, *race), [row for n in range(50) for row in quasi(n, "x")])

    assert alone["u.csv", 0]["risk"] == crowd["u.csv", 0]["risk"]
    assert "very high" == crowd["u.csv", 0]["risk_level"]


def test_crowd_hides() -> None:
    """Without a direct identifier, more equal records mean a lower risk."""
    found = findings("u.csv", 0, "demographic.age", "demographic.race")
    risks = [scored(found, [row for n in range(k) for row in quasi(n, "x")])["u.csv", 0]["risk"] for k in (1, 2, 9)]

    assert sorted(risks, reverse=True) == risks
    assert 3 == len(set(risks))


def test_crowd_is_over_all_quasi_identifiers() -> None:
    """Records are of one class only where all quasi-identifiers are equal."""
    found = [row for n in range(4) for row in findings("u.csv", n, "demographic.age")]
    rows = scored(found, quasi(0, "x", "y") + quasi(1, "x", "y") + quasi(2, "x", "z") + quasi(3, "y", "x"))

    assert [2, 2, 1, 1] == [rows["u.csv", n]["k"] for n in range(4)]


def test_bands_are_not_counted_as_quasi_identifiers() -> None:
    """Generalised tokens do not split a class."""
    bands = [link("u.csv", n, "quasi", f"b{n}", level="5 years") for n in range(2)]
    rows = scored(
        [row for n in range(2) for row in findings("u.csv", n, "demographic.age")],
        quasi(0, "x") + quasi(1, "x") + bands,
    )

    assert 2 == rows["u.csv", 0]["k"]


def test_rows_of_one_person_are_no_crowd() -> None:
    """Many rows of one person count once in the class."""
    found = [row for n in range(3) for row in findings("u.csv", n, "demographic.age")]
    people = [link("u.csv", 0, "person", "ann"), link("u.csv", 1, "person", "ann"), link("u.csv", 2, "person", "bo")]
    rows = scored(found, people + [row for n in range(3) for row in quasi(n, "x")])

    assert 2 == rows["u.csv", 0]["k"]


@pytest.mark.parametrize(("second_table", "k"), [("people", 2), ("animals", 1)])
def test_crowd_is_within_the_table(second_table: str, k: int) -> None:
    """The parts of one table make one crowd, two tables do not."""
    fields = [
        field_row("a.csv", "q0", "demographic.age", table="people"),
        field_row("b.csv", "q0", "demographic.age", table=second_table),
    ]
    links = quasi(0, "x", asset="a.csv") + quasi(0, "x", asset="b.csv")

    assert k == scored(findings("a.csv", 0, "demographic.age"), links, fields)["a.csv", 0]["k"]


def test_same_record_number_in_two_assets_are_two_records() -> None:
    """A record is known by its asset and number together."""
    rows = scored(findings("a1", 1, "demographic.age") + findings("a", 11, "demographic.age")).values()

    assert 2 == len({row["record_id"] for row in rows})


@settings(deadline=None, max_examples=20)
@given(st.dictionaries(st.tuples(st.sampled_from("ba"), st.integers(0, 9)), st.sampled_from(["age", "sex", "race"])))
def test_rows_in_order_are_the_scored_ones(held: dict[tuple[str, int], str]) -> None:
    """In the order of places stand the same rows, each with its own categories."""
    found = [row for (asset, record), kind in held.items() for row in findings(asset, record, f"demographic.{kind}")]
    db = database(findings=found, links=[], fields=[])
    link_subjects(db)
    score_records(db, WEIGHTS)
    expected = db.sql("FROM scored ORDER BY asset, record").to_arrow_table().to_pylist()

    assert expected == [row for batch in scored_in_order(db) for row in batch.to_pylist()]


CATEGORIES = st.sampled_from([category.value for category in Category])


@given(st.sets(CATEGORIES, min_size=1, max_size=12), CATEGORIES, st.none() | st.integers(1, 4))
def test_further_category_never_lowers_the_risk(some: set[str], further: str, k: int | None) -> None:
    """Adding a category to a record never lowers its risk, in whatever crowd."""
    found = findings("u.csv", 0, *sorted(some)) + findings("v.csv", 0, *sorted(some | {further}))
    links = [row for asset in ("u.csv", "v.csv") for n in range(k or 0) for row in quasi(n, asset, asset=asset)]
    rows = scored(found, links)

    assert 0 <= rows["u.csv", 0]["risk"] <= rows["v.csv", 0]["risk"] + 1e-9
    assert rows["v.csv", 0]["risk"] <= 100
    assert k == rows["u.csv", 0]["k"]


PEOPLE = st.lists(st.tuples(st.sampled_from("xy"), st.sampled_from("abc")), min_size=1, max_size=12)


@settings(deadline=None, max_examples=40)
@given(PEOPLE, st.tuples(st.sampled_from("xy"), st.sampled_from("abc")))
def test_further_people_never_raise_anybodys_risk(people: list[tuple[str, str]], further: tuple[str, str]) -> None:
    """One more person in the table hides the others at least as well, and one fewer hides nobody better."""
    found = [row for n in range(len(people)) for row in findings("u.csv", n, "demographic.age", "demographic.race")]
    links = [row for n, tokens in enumerate(people) for row in quasi(n, *tokens)]
    before = scored(found, links)
    after = scored(found, links + quasi(len(people), *further))

    assert all(after[place]["risk"] <= before[place]["risk"] + 1e-9 for place in before)
    assert all(after[place]["k"] >= before[place]["k"] for place in before)

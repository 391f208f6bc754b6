"""What each record holds, put together from findings in any order and any parts."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiscan.risk.holdings import gather_holdings
from tests.report_builder import Row, database, field_row

CATEGORIES = ("demographic.age", "demographic.sex", "location.coordinates", "image.photo")
EVIDENCE = ("column", "exif", "path", "pattern", "pixels")

found_rows = st.lists(
    st.tuples(
        st.sampled_from(["a.csv", "b.jpg", "c.jpg"]),
        st.integers(0, 3000),
        st.sampled_from(CATEGORIES),
        st.sampled_from(EVIDENCE),
        st.sampled_from(["f", "g"]),
    ),
    max_size=40,
)


def held(parts: list[list[Row]]) -> tuple[dict[tuple[str, int], set[tuple[str, ...]]], dict[str, int]]:
    """Return the members of each record's holding, and the findings of each category."""
    db = database(fields=[field_row("a.csv", "f", "demographic.age")])
    schema = pa.schema([(n, pa.int64() if n == "record" else pa.string()) for n in parts[0][0]]) if parts else None
    tables = [pa.Table.from_pylist(rows, schema=schema) for rows in parts]
    gather_holdings(db, lambda: [table.to_batches() for table in tables])
    told = db.execute(
        'SELECT asset, record, category, place, "table", field FROM holdings JOIN holding_members USING (holding)'
    )
    members: dict[tuple[str, int], set[tuple[str, ...]]] = {}
    for asset, record, *member in told.fetchall():
        members.setdefault((asset, record), set()).add(tuple(member))
    [[rows]] = db.execute("SELECT count(*) FROM holdings").fetchall()
    assert len(members) == rows
    return members, dict(db.execute("FROM category_findings").fetchall())


def said(rows: list[tuple[str, int, str, str, str]]) -> list[Row]:
    names = ("asset", "record", "category", "evidence", "field")
    return [dict(zip(names, row, strict=True)) for row in rows]


@given(rows=found_rows, cut=st.integers(0, 40), repeats=st.sampled_from([1, 2000]))
def test_parts_and_order_change_nothing(rows: list[tuple[str, int, str, str, str]], cut: int, repeats: int) -> None:
    """
    Cut in parts, shuffled, in short runs or in long ones: the same findings say the same of each record.
    """
    if not rows:
        return
    runs = [(a, r + n, c, e, f) for a, r, c, e, f in rows for n in range(repeats if a == "a.csv" else 1)]
    places = {"column": "column", "exif": "metadata", "path": "name", "pattern": "text", "pixels": "pixels"}
    expected: dict[tuple[str, int], set[tuple[str, ...]]] = {}
    for a, r, c, e, f in runs:
        in_field = e in ("column", "pattern")
        expected.setdefault((a, r), set()).add((c, places[e], a if in_field else "", f if in_field else ""))
    parts = [part for part in (said(runs[:cut]), said(runs[cut:])) if part]

    members, findings = held(parts)

    assert expected == members
    assert sum(findings.values()) == len(runs)


@pytest.mark.parametrize("number", [65, 200])
def test_more_kinds_than_a_word_has_bits(number: int) -> None:
    """
    A table with hundreds of columns about people loses none of them.
    """
    rows = [("a.csv", record, "demographic.age", "column", f"f{n}") for n in range(number) for record in range(1500)]

    members, _ = held([said(rows)])

    assert {number} == {len(held_by) for held_by in members.values()}


def test_no_findings_hold_nothing() -> None:
    """
    A report without findings has no holdings.
    """
    assert ({}, {}) == held([])

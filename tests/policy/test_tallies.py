"""Records and persons that meet a condition are counted as a loop over all of them counts."""

from collections import defaultdict

import duckdb
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from piiscan.model.categories import Category
from piiscan.model.findings import Place
from piiscan.model.policies import Found, Within
from piiscan.policy.marks import Mark, Marks
from piiscan.policy.tallies import Tally, count_alike, tally

A, B = Category.IDENTIFIER_NAME, Category.SPECIAL_HEALTH
MARKS = Marks((Mark(1, A, Place.ANYWHERE), Mark(2, B, Place.ANYWHERE)))

Record = tuple[int | None, int, int | None]
"""Whose it is, what it carries, and the size of its crowd."""

RECORDS = st.lists(
    st.tuples(
        st.one_of(st.none(), st.integers(0, 3)), st.integers(0, 3), st.one_of(st.none(), st.sampled_from([1, 9, 5_000]))
    ),
    max_size=14,
)


def counted(records: list[Record], condition: Found) -> Tally:
    """What the database counts."""
    rows = {
        "subject": pa.array([None if who is None else bytes([who]) for who, _, _ in records], pa.binary()),
        "bits": pa.array([bits for _, bits, _ in records], pa.int64()),
        "k": pa.array([k for _, _, k in records], pa.int64()),
    }
    with duckdb.connect() as db:
        db.register("rows_in", pa.table(rows))
        db.execute("CREATE TABLE marked AS SELECT subject, k, bits::HUGEINT AS bits FROM rows_in")
        db.execute(
            "CREATE TABLE repeated_subjects AS SELECT subject FROM marked "
            "WHERE subject IS NOT NULL GROUP BY subject HAVING count(*) > 1"
        )
        return tally(db, condition, count_alike(db, MARKS))


@settings(max_examples=60, deadline=None)
@given(records=RECORDS, within=st.sampled_from(Within), crowd=st.sampled_from([None, 5]))
def test_counts_are_those_of_the_definition(records: list[Record], within: Within, crowd: int | None) -> None:
    """
    A record meets "both A and B" alone or with the others of its person; persons are counted once.
    """
    carried: defaultdict[int, int] = defaultdict(int)
    for who, bits, _ in records:
        if who is not None:
            carried[who] |= bits
    met = [
        who
        for who, bits, k in records
        if bits and 3 == (bits if who is None or within is Within.RECORD else carried[who])
        if crowd is None or (k is not None and k < crowd)
    ]
    known = [who for who in met if who is not None]
    condition = Found((frozenset({A}), frozenset({B})), within, crowd_below=crowd)

    assert Tally(len(met), len(known), len(set(known))) == counted(records, condition)

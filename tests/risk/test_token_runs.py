"""Tokens added up record by record, whatever their order, their gaps and their repetitions."""

import numpy as np
import pyarrow as pa

from piiscan.risk.token_runs import Rows, Run, runs_by_asset
from tests.report_builder import database, link


def run(field: str, records: list[int], tokens: list[int]) -> Run:
    """Exact tokens of one field."""
    return Run(field, "quasi", "exact", np.array(records, np.int64), np.array(tokens, np.uint64))


def sums(*runs: Run) -> dict[int, int]:
    """The sum of each record."""
    rows = Rows([each.records for each in runs])
    return dict(
        zip(rows.records.tolist(), rows.present(rows.sums(runs, lambda each: each.field)).tolist(), strict=True)
    )


def test_order_does_not_matter() -> None:
    """
    The same tokens of a record give the same sum in whatever order they come, repeated fields too.
    """
    assert sums(run("a", [3, 3, 1], [7, 8, 9])) == sums(run("a", [1], [9]), run("a", [3, 3], [8, 7]))


def test_a_token_counts_with_its_field() -> None:
    """
    The same token in another field is another value.
    """
    assert sums(run("a", [0], [7])) != sums(run("b", [0], [7]))


def test_records_far_apart_are_looked_up() -> None:
    """
    Records with wide gaps between them are found, and those that lie in the gaps are not there.
    """
    rows = Rows([np.array([5, 1_000_000_000])])

    assert [5, 1_000_000_000] == rows.records.tolist()
    assert [True, False, True, False] == rows.holds(np.array([5, 6, 1_000_000_000, 2_000_000_000])).tolist()


def test_a_stretch_counts_only_records_that_are_there() -> None:
    """
    The sums of one run begin at its first record and have no room for gaps; those of others in between are 0.
    """
    other = run("b", [1, 4, 7], [1, 1, 1])
    own = run("a", [7, 4, 7], [5, 6, 7])
    rows = Rows([own.records, other.records, np.array([5])])
    start, found = rows.stretch(own, "a")

    assert [1, 4, 5, 7] == rows.records.tolist()
    assert (1, [sums(own)[4], 0, sums(own)[7]]) == (start, found.tolist())


def test_rows_become_runs() -> None:
    """
    Rows side by side that share all words are one run, with the eight bytes of each token as a number.
    """
    rows = [link("t.csv", n, "quasi", token, field="age") for n, token in enumerate("ab")]
    batches = database(links=[*rows, link("t.csv", 0, "person", "c")]).sql("FROM links").to_arrow_reader(10)
    parts = pa.Table.from_batches(batches).to_batches()
    found = runs_by_asset(parts, frozenset({"quasi", "person"}), "exact")["t.csv"]

    assert [("age", [0, 1], [97, 98]), ("id", [0], [99])] == [
        (each.field, each.records.tolist(), each.tokens.tolist()) for each in found
    ]


def test_runs_of_other_roles_and_levels_take_no_room() -> None:
    """
    Rows that play no part are left out, and runs at another level only tell that they are there.
    """
    rows = [link("t.csv", 0, "quasi", "a", field="age"), link("t.csv", 0, "quasi", "b", field="age", level="band 5")]
    batches = database(links=[*rows, link("t.csv", 0, "person", "c")]).sql("FROM links").to_arrow_reader(10)
    found = runs_by_asset(pa.Table.from_batches(batches).to_batches(), frozenset({"quasi"}), "exact")["t.csv"]

    assert [("age", "exact", [0]), ("age", "band 5", [])] == [
        (each.field, each.level, each.records.tolist()) for each in found
    ]

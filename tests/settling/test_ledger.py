"""The ledger: how the outcomes of pieces become the status of an asset."""

from typing import Any

import duckdb
import pyarrow as pa
import pytest

from piiscan.model.assets import Asset, Kind, Status
from piiscan.model.listed import listed_batches
from piiscan.model.schemas import OUTCOMES
from piiscan.settling.ledger import NOT_RUN, ledger


def asset(**changes: Any) -> Asset:
    """An asset that was planned."""
    return Asset(
        **{"name": "a.csv", "uri": "file:///a.csv", "size": 9, "modified_ns": 1, "kind": Kind.TABLE, **changes}
    )


def ledger_row(planned: Asset, outcomes: list[dict[str, Any]]) -> dict[str, Any]:
    """The ledger's row of the only asset."""
    with duckdb.connect() as db:
        db.register("planned", pa.Table.from_batches(list(listed_batches([planned]))))
        db.register("outcomes", pa.Table.from_pylist(outcomes, schema=OUTCOMES))
        (row,) = ledger(db).to_arrow_table().to_pylist()
    return dict(row)


def outcome(start: int, status: Status, reason: str | None = None, records: int | None = 10) -> dict[str, Any]:
    """How one piece ended."""
    return {
        "unit": "u-1",
        "asset": "a.csv",
        "start": start,
        "kind": None,
        "size": None,
        "status": status,
        "reason": reason,
        "media_type": None,
        "records": records,
        "records_scanned": records or 0,
        "sha256": None,
    }


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ([Status.COMPLETE, Status.COMPLETE], Status.COMPLETE),
        ([Status.COMPLETE, Status.FAILED], Status.PARTIAL),
        ([Status.PARTIAL, Status.COMPLETE], Status.PARTIAL),
        ([Status.FAILED, Status.FAILED], Status.FAILED),
    ],
)
def test_status_of_pieces(states: list[Status], expected: Status) -> None:
    """
    An asset is complete only where all its pieces are.
    """
    outcomes = [outcome(i, status, None if status is Status.COMPLETE else "why") for i, status in enumerate(states)]
    row = ledger_row(asset(), outcomes)

    assert (expected, None if expected is Status.COMPLETE else "why") == (row["status"], row["reason"])


def test_piece_that_never_ran_is_no_success() -> None:
    """
    An asset without any outcome failed: it must never look clean.
    """
    row = ledger_row(asset(), [])

    assert (Status.FAILED, NOT_RUN) == (row["status"], row["reason"])


def test_records_add_up() -> None:
    """
    Records are the sum over pieces, and unknown where one piece was not read to its end.
    """
    whole, broken = (
        ledger_row(asset(), [outcome(0, Status.COMPLETE), last])
        for last in (outcome(1, Status.COMPLETE), outcome(1, Status.FAILED, "why", None))
    )

    assert (20, 20) == (whole["records"], whole["records_scanned"])
    assert (None, 10) == (broken["records"], broken["records_scanned"])


def test_plan_knows_best_of_what_was_not_read() -> None:
    """
    What the plan skipped keeps its status and reason.
    """
    skipped = asset(kind=Kind.LINK, status=Status.SKIPPED, reason="points outside the dataset")
    row = ledger_row(skipped, [])

    assert ("skipped", "points outside the dataset", "link") == (row["status"], row["reason"], row["kind"])

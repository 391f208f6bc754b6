"""A report that lies in a dataset: it is not read as data, and its own word does not make anything look clean."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from piiscan.model.run import RunRecord
from piiscan.model.schemas import PUBLISHED, VERSION_KEY
from piiscan.scan import scan
from piiscan.settings import ScanSettings
from tests.cloud_servers import put_folder
from tests.report_rows import rows_of
from tests.store_fixtures import server, store
from tests.store_server import BUCKET

__all__ = ["server", "store"]

ROWS = "email,age\n" + "".join(f"zorelia{i}@example.com,{20 + i}\n" for i in range(30))


def scanned(dataset: str, report: Path) -> RunRecord:
    """Scan without a gate."""
    return scan(ScanSettings((dataset,), report))


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    """A table, and the report of an earlier scan of it, moved beside it."""
    root = tmp_path / "data"
    root.mkdir()
    (root / "people.csv").write_text(ROWS)
    scanned(str(root), tmp_path / "earlier")
    (tmp_path / "earlier").rename(root / "old")
    return root


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("remote", [False, True])
def test_parts_of_a_report_are_named_and_not_read(tmp_path: Path, dataset: Path, remote: bool) -> None:
    """
    In a folder and in a store, the tables of a report are skipped with a reason, and no finding is found again.
    """
    address = f"s3://{BUCKET}/report-inside"
    if remote:
        put_folder(dataset, address)
    run = scanned(address if remote else str(dataset), tmp_path / "report")
    ledger = {row[0]: row[1:] for row in rows_of(tmp_path / "report", "assets", "asset", "kind", "status", "reason")}
    parts = {name for name, row in ledger.items() if row[0] == "report"}
    found = {row[0] for row in rows_of(tmp_path / "report", "findings", "asset")}

    assert {*PUBLISHED, "plan"} == {name.split("/")[1] for name in parts}
    assert {name for name in ledger if name.split("/")[1:2] and name.split("/")[1] in PUBLISHED} <= parts
    assert {"skipped"} == {ledger[name][1] for name in parts}
    assert all("a part of a report of piiscan" in ledger[name][2] for name in parts)
    assert {"people.csv"} == found
    assert "incomplete" in run.verdict


def test_table_that_claims_to_be_a_report_is_unread(tmp_path: Path) -> None:
    """
    A table with the mark and the columns of a report is not read, and so the dataset does not look clean.
    """
    (tmp_path / "data").mkdir()
    forged = PUBLISHED["findings"].empty_table().to_pylist()
    forged.append(dict.fromkeys(("asset", "category", "field", "evidence", "detector"), "zorelia@example.com"))
    forged[0] |= {"record": 0, "confidence": 1.0}
    pq.write_table(pa.Table.from_pylist(forged, PUBLISHED["findings"]), tmp_path / "data" / "x.parquet")
    run = scanned(str(tmp_path / "data"), tmp_path / "report")

    assert "incomplete" in run.verdict
    assert 3 == run.exit_code


def test_mark_alone_does_not_hide_a_table(tmp_path: Path) -> None:
    """
    Other columns under the mark of a report are read, and so are files in folders that are called like a report's.
    """
    for folder in ("data/findings", "data/assets", "data/plan"):
        (tmp_path / folder).mkdir(parents=True)
    rows = pa.table({"email": [f"zorelia{i}@example.com" for i in range(9)]})
    for name in ("x.parquet", "assets/x.parquet", "findings/x.parquet"):
        pq.write_table(rows.replace_schema_metadata({VERSION_KEY: "1"}), tmp_path / "data" / name)
    for name in ("run.json", "plan/context.json"):
        (tmp_path / "data" / name).write_text('{"email": "ostle@example.org"}')
    scanned(str(tmp_path / "data"), tmp_path / "report")

    assert {"x.parquet", "assets/x.parquet", "findings/x.parquet", "run.json", "plan/context.json"} == {
        row[0] for row in rows_of(tmp_path / "report", "findings", "asset")
    }

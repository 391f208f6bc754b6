"""Tables with a history: old files are scanned and said to be old; their books are not data."""

import json
import shutil
from pathlib import Path

import pyarrow as pa
import pytest
from deltalake import DeltaTable, write_deltalake

from piiscan.scan import scan
from piiscan.settings import ScanSettings
from tests.lake_tables.iceberg_tables import FILE_PATH, add_delete_file, make_table, position_deletes
from tests.report_rows import rows_of


def people(first: int, count: int = 4) -> pa.Table:
    """Invented people, of two groups."""
    rows = range(first, first + count)
    return pa.table(
        {
            "person_id": pa.array(rows, pa.int64()),
            "email": [f"person{i}@example.com" for i in rows],
            "race": [("asian", "black or african american")[i % 2] for i in rows],
        }
    )


def scanned(root: Path, report: Path) -> dict[str, tuple[str, str, bool, str]]:
    """Scan; return kind, status, whether in the snapshot, and reason of each asset."""
    scan(ScanSettings((str(root),), report))
    rows = rows_of(report, "assets", "asset", "kind", "status", "in_snapshot", "reason")
    return {name: (kind, status, live, reason or "") for name, kind, status, live, reason in rows}


@pytest.mark.parametrize("checkpoint", [False, True])
def test_old_files_of_a_delta_table_are_scanned_and_marked(tmp_path: Path, checkpoint: bool) -> None:
    """
    A row that was deleted from a Delta table is found in the old file, which is said to be no longer part of the table.
    """
    root = tmp_path / "table"
    write_deltalake(root, people(0))
    table = DeltaTable(root)
    old = {Path(path).name for path in table.file_uris()}
    table.delete("person_id = 1")
    if checkpoint:
        table.create_checkpoint()
    write_deltalake(root, people(10), mode="append")
    live = {Path(path).name for path in DeltaTable(root).file_uris()}
    ledger = scanned(root, tmp_path / "report")
    data = {name: row for name, row in ledger.items() if row[0] == "table"}
    books = {name: row for name, row in ledger.items() if name.startswith("_delta_log/")}
    found = rows_of(tmp_path / "report", "findings", "asset", "record", "category")

    assert old.isdisjoint(live)
    assert live == {name for name, row in data.items() if row[2]}
    assert old == {name for name, row in data.items() if not row[2]}
    assert all("no longer part of its table" in data[name][3] for name in old)
    assert {("bookkeeping", "skipped")} == {row[:2] for row in books.values()}
    assert all("lowest and highest values" in row[3] for name, row in books.items() if name.endswith(".json"))
    assert (next(iter(old)), 1, "identifier.email") in found


def test_deletion_vectors_are_named(tmp_path: Path) -> None:
    """
    Rows that a deletion vector leaves out are read, and the ledger says how many they are.
    """
    root = tmp_path / "table"
    write_deltalake(root, people(0))
    (log,) = (root / "_delta_log").glob("*.json")
    actions = [json.loads(line) for line in log.read_text().splitlines()]
    (added,) = [action["add"] for action in actions if "add" in action]
    vector = {
        "storageType": "u",
        "pathOrInlineDv": "ab^-aqEH.-t@S}K{vb[*k^",
        "offset": 1,
        "sizeInBytes": 36,
        "cardinality": 2,
    }
    steps = [{"remove": {"path": added["path"], "dataChange": True}}, {"add": {**added, "deletionVector": vector}}]
    (root / "_delta_log" / f"{1:020}.json").write_text("\n".join(map(json.dumps, steps)))
    (root / "deletion_vector_61d16c75-6994-46b7-a15b-8b538852e50e.bin").write_bytes(b"\x01invented")
    ledger = scanned(root, tmp_path / "report")
    (data,) = [row for row in ledger.values() if row[0] == "table"]

    assert data[2]
    assert "2 of its rows are deleted from its table by a deletion vector" in data[3]
    assert "bookkeeping" == ledger["deletion_vector_61d16c75-6994-46b7-a15b-8b538852e50e.bin"][0]


def test_broken_log_is_failed_and_all_files_are_read(tmp_path: Path) -> None:
    """
    Where the log cannot be read, it says so, and every file counts as live.
    """
    root = tmp_path / "table"
    write_deltalake(root, people(0))
    (root / "_delta_log" / f"{1:020}.json").write_text("{ no json")
    ledger = scanned(root, tmp_path / "report")

    assert "failed" == ledger[f"_delta_log/{1:020}.json"][1]
    assert [(True, "complete")] == [(row[2], row[1]) for row in ledger.values() if row[0] == "table"]


def test_values_of_partitions_are_columns(tmp_path: Path) -> None:
    """
    What stands only in the names of folders is found in every record, and the folders are one table.
    """
    root = tmp_path / "table"
    write_deltalake(root, people(0, 40), partition_by=["race"])
    ledger = scanned(root, tmp_path / "report")
    found = rows_of(tmp_path / "report", "findings", "asset", "record", "category", "field")
    race = [row for row in found if row[2:] == ("demographic.race", "race")]
    tables = {row[0] for row in rows_of(tmp_path / "report", "fields", "table", "field") if row[1] == "race"}

    assert 40 == len({row[:2] for row in race})
    assert 1 == len(tables)
    assert {True} == {row[2] for row in ledger.values()}


@pytest.mark.parametrize("moved", [False, True])
def test_old_files_of_an_iceberg_table_are_scanned_and_marked(tmp_path: Path, moved: bool) -> None:
    """
    A file that an Iceberg table's snapshot no longer has is scanned and marked, also where the table was moved.
    """
    table = make_table(tmp_path, people(0))
    table.overwrite(people(10))
    live = {Path(task.file.file_path).name for task in table.scan().plan_files()}
    root = Path(table.location().removeprefix("file://"))
    if moved:
        root = Path(shutil.move(root, tmp_path / "elsewhere"))
    ledger = scanned(root, tmp_path / "report")
    data = {Path(name).name: row for name, row in ledger.items() if row[0] == "table"}

    assert 2 == len(data)
    assert live == {name for name, row in data.items() if row[2]}
    assert {"complete"} == {row[1] for row in data.values()}
    assert {("bookkeeping", "skipped")} == {row[:2] for name, row in ledger.items() if name.startswith("metadata/")}


def test_files_with_such_names_elsewhere_are_data(tmp_path: Path) -> None:
    """
    Only what lies where a table's books lie, under the names they have, is passed over.
    """
    (tmp_path / "data" / "metadata").mkdir(parents=True)
    (tmp_path / "data" / "_delta_log").mkdir()
    for name in ("metadata/people.json", "metadata/people.csv", "_delta_log/people.csv", "00000000000000000000.json"):
        (tmp_path / "data" / name).write_text(
            '{"email": "zorelia@example.com"}\n' if name.endswith("json") else "email\nzorelia@example.com\n"
        )
    (tmp_path / "data" / "_SUCCESS").write_bytes(b"")
    ledger = scanned(tmp_path / "data", tmp_path / "report")

    assert {"_SUCCESS"} == {name for name, row in ledger.items() if row[0] == "bookkeeping"}
    assert {"complete"} == {row[1] for name, row in ledger.items() if name != "_SUCCESS"}


BOOKS = {
    "data/00000-deletes.puffin": b"PFA1",
    "deletion_vector_61d16c75-6994-46b7-a15b-8b538852e50e.bin": b"\x01",
    ".part-0.parquet.crc": b"crc\0",
    "_SUCCESS": b"{}",
    "_committed_123": b"{}",
}


@pytest.mark.parametrize("true", [True, False])
def test_files_called_like_books_are_looked_at(tmp_path: Path, true: bool) -> None:
    """
    A name alone does not make a file one of a table's books: other content is failed, and counts as unread. A table in
    a folder beside is no matter to it.
    """
    (tmp_path / "lake" / "data").mkdir(parents=True)
    write_deltalake(tmp_path / "lake" / "beside", people(0))
    for name, begins in BOOKS.items():
        (tmp_path / "lake" / name).write_bytes((begins if true else b"") + b"email\nzorelia@example.com\n")
    ledger = scanned(tmp_path / "lake", tmp_path / "report")

    assert {("bookkeeping", "skipped") if true else ("data", "failed")} == {ledger[name][:2] for name in BOOKS}
    assert true or {True} == {"its content is not" in ledger[name][3] for name in BOOKS}


def test_position_deletes_of_an_iceberg_table_are_named(tmp_path: Path) -> None:
    """
    Rows that a position delete file takes from a table are read; the ledger counts them at it and at their file.
    """
    table = make_table(tmp_path, people(0))
    root = Path(table.location().removeprefix("file://"))
    (data,) = [task.file.file_path for task in table.scan().plan_files()]
    bounds = [{"key": FILE_PATH, "value": data.encode()}]
    deletes = position_deletes(data, [1, 3])
    as_read = add_delete_file(root, "pos.parquet", deletes, 1, lower_bounds=bounds, upper_bounds=bounds)
    ledger = scanned(root, tmp_path / "report")
    name = f"data/{Path(data).name}"
    found = rows_of(tmp_path / "report", "findings", "asset", "record", "category")

    assert [0, 2] == as_read.scan().to_arrow()["person_id"].to_pylist()
    assert ("table", "complete", True) == ledger[name][:3]
    assert "2 of its rows are deleted from its table by delete files" in ledger[name][3]
    assert ("table", "complete", True) == ledger["data/pos.parquet"][:3]
    assert "says of 2 rows that they are deleted" in ledger["data/pos.parquet"][3]
    assert {0, 1, 2, 3} == {record for asset, record, kind in found if (asset, kind) == (name, "identifier.email")}


def test_equality_deletes_of_an_iceberg_table_are_named_and_read(tmp_path: Path) -> None:
    """
    An equality delete file holds values of rows that are deleted: it is read as data, and the ledger says what it is.
    """
    table = make_table(tmp_path, people(0))
    root = Path(table.location().removeprefix("file://"))
    add_delete_file(root, "eq.parquet", people(2, 1).select(["email"]), 2, equality_ids=[2])
    ledger = scanned(root, tmp_path / "report")
    found = rows_of(tmp_path / "report", "findings", "asset", "record", "category")

    assert ("table", "complete", True) == ledger["data/eq.parquet"][:3]
    assert "holds 1 values whose rows are deleted" in ledger["data/eq.parquet"][3]
    assert ("data/eq.parquet", 0, "identifier.email") in found

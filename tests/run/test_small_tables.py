"""Small tables that are looked at together say what each says alone."""

import io
import json
import os
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from piiscan.detectors.table.presence import PresentText, present_text
from piiscan.model.content import ColumnValues, TableBatch
from piiscan.model.units import Piece
from piiscan.run import small_tables, tables
from piiscan.run.small_tables import TablesTogether
from tests.report_rows import rows_of, whole_report
from tests.test_scan import scanned

DAY = 86_400


def profile(number: int) -> bytes:
    """An invented person as a small JSON document."""
    person = {
        "name": f"Zorelia Ostle{number}",
        "age": 12 + number,
        "birth_date": f"{1990 + number}-03-04",
        "note": f"Write to zorelia{number}@example.com",
        "consent_given": "no" if number % 3 == 0 else "yes",
        "race": ("asian", "black", "white")[number % 3],
        "photo": f"images/{number}.jpg",
    }
    return json.dumps(person).encode()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Small tables of many kinds, some of them damaged, last modified on two days."""
    folder = tmp_path / "data"
    files = {f"people/{number}.json": profile(number) for number in range(30)}
    files |= {f"lists/{number}.csv": b"email,city\nz%d@example.com,Berlin\n" % number for number in range(20)}
    files |= {f"race=asian/{number}.json": profile(number) for number in range(3)}
    files |= {f"boxes/{number}.json": b'{"label": "face", "bbox": [1, 2, 3, %d]}' % number for number in range(3)}
    files |= {
        "people/cut.json": profile(40)[:-9],
        "people/list.json": b"[" + b",".join(profile(number) for number in range(50, 60)) + b"]",
        "people/many.json": b"[" + b",".join(profile(number) for number in range(300)) + b"]",
        "people/empty.json": b"{}",
        "lists/damaged.csv": b"email,city\nz@example.com,\xff\xfe\n",
        "archive.tar": archive(),
    }
    for number, (name, content) in enumerate(files.items()):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        os.utime(path, (20_000 * DAY + number % 2 * DAY,) * 2)
    return folder


def archive() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for number in range(12):
            for name, content in ((f"{number}.json", profile(number)), (f"{number}.txt", b"z%d@example.com" % number)):
                entry = tarfile.TarInfo(name)
                entry.size = len(content)
                tar.addfile(entry, io.BytesIO(content))
    return out.getvalue()


def test_together_as_alone(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Small tables have the findings, links and sketches that each has by itself, whatever lies beside them.
    """
    whole = whole_report(scanned(root, tmp_path / "together"))
    monkeypatch.setattr(small_tables, "_TABLES", 3)
    assert whole == whole_report(scanned(root, tmp_path / "some"))
    monkeypatch.setattr(tables, "may_wait", lambda *_: False)

    assert whole == whole_report(scanned(root, tmp_path / "alone"))
    assert {"demographic.minor", "provenance.consent", "demographic.race"} <= {row[2] for row in whole["findings"]}


def test_one_failure_is_that_of_one_table(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    A table that makes the detectors stop is not complete, and those that wait with it are read and found in.
    """

    def stop(column: ColumnValues) -> PresentText:
        if "zorelia7@example.com" in str(column.values.to_pylist()):
            raise RuntimeError
        return present_text(column)

    whole = scanned(root, tmp_path / "r")
    monkeypatch.setattr(tables, "present_text", stop)
    report = scanned(root, tmp_path / "r2")
    told = {asset for asset, status in rows_of(report, "assets", "asset", "status") if status != "complete"}
    told -= {asset for asset, status in rows_of(whole, "assets", "asset", "status") if status != "complete"}

    assert {"people/7.json", "people/many.json", "archive.tar!/7.json"} == told
    assert found_in(whole, "people/8.json") == found_in(report, "people/8.json")
    assert found_in(whole, "lists/7.csv") == found_in(report, "lists/7.csv")


def found_in(report: Path, wanted: str) -> list[tuple[object, ...]]:
    rows: Iterator[tuple[object, ...]] = iter(rows_of(report, "findings", "asset", "record", "category", "field"))
    return [row for row in rows if row[0] == wanted]


def test_cells_are_their_own_again() -> None:
    """
    Cells of tables that were put together have their own records again; a table without any has none.
    """
    texts: list[list[str | None]] = [["x", None, "y"], [None], ["z"]]
    parts = []
    for number, values in enumerate(texts):
        column = ColumnValues("note", pa.array(values, pa.string()), pa.array(range(len(values)), pa.int64()))
        parts.append((Piece(f"{number}.json", "", "json", 9, "1"), TableBatch((column,), len(values))))
    together = TablesTogether(parts)
    apart = list(together.cells_apart(present_text(together.batch.columns[0])))

    assert [("0.json", ["x", "y"], [0, 2]), ("2.json", ["z"], [0])] == [
        (asset, cells.text.to_pylist(), cells.records.to_pylist()) for asset, cells in apart
    ]

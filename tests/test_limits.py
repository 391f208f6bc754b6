"""Limits that a scan keeps to: reaching one is partial, with the reason, and what came before it is found."""

import gzip
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from piiscan.model.limits import Limits
from piiscan.scan import scan
from piiscan.settings import ScanSettings
from tests.builders import photo
from tests.containers import zipped
from tests.report_rows import rows_of

ROWS = 30_000
PEOPLE = "email,age\n" + "".join(f"person{row}@acme.test,{20 + row % 60}\n" for row in range(ROWS))
LIMIT = 300_000


def scanned(tmp_path: Path, name: str, content: bytes, most: int) -> tuple[str, str | None, int, str | None]:
    """Scan one file with a limit of bytes; return its status, reason, records read and digest."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / name).write_bytes(content)
    scan(ScanSettings((str(tmp_path / "data"),), tmp_path / "report", limits=Limits(bytes=most)))
    [row] = rows_of(tmp_path / "report", "assets", "status", "reason", "records_scanned", "sha256")
    return row


def parquet() -> bytes:
    sink = pa.BufferOutputStream()
    table = pa.table({"email": [f"person{row}@acme.test" for row in range(ROWS)]})
    pq.write_table(table, sink, row_group_size=3_000, use_dictionary=False, compression="none")
    return bytes(sink.getvalue())


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("people.csv", PEOPLE.encode()),
        ("people.txt", PEOPLE.replace(",", " is ").encode()),
        ("people.csv.gz", gzip.compress(PEOPLE.encode(), 1)),
        ("people.jsonl", "".join(f'{{"email": "person{row}@acme.test"}}\n' for row in range(ROWS)).encode()),
        ("people.parquet", parquet()),
    ],
)
def test_bytes_of_any_asset(tmp_path: Path, name: str, content: bytes) -> None:
    """
    Of a file of any format so many bytes are read and no more; what they hold is found, and no digest claims the rest.
    """
    status, reason, records, digest = scanned(tmp_path, name, content, LIMIT)

    assert "partial" == status
    assert "were read" in str(reason)
    assert 0 < records < ROWS * 0.9
    assert ("identifier.email",) in rows_of(tmp_path / "report", "findings", "category")
    assert digest is None or len(content) <= LIMIT


def test_no_limit_is_told_where_none_is_reached(tmp_path: Path) -> None:
    """
    A file as large as the limit is complete, and a picture whose header lies before it is too.
    """
    status, reason, records, digest = scanned(tmp_path, "people.csv", PEOPLE.encode(), len(PEOPLE))

    assert ("complete", None, ROWS) == (status, reason, records)
    assert digest


def test_a_picture_beyond_the_limit(tmp_path: Path) -> None:
    """
    Of a picture that is larger than the limit all is found that stands before it; there is no digest of half a file.
    """
    large = photo(gps=(48.137154, 11.576124), size=(32, 32)) + bytes(300_000)
    status, _, _, digest = scanned(tmp_path, "a.jpg", large, 200_000)

    assert "complete" == status
    assert ("location.coordinates",) in rows_of(tmp_path / "report", "findings", "category")
    assert digest is None


def test_pixels(tmp_path: Path) -> None:
    """
    A picture of more pixels is not decoded; what its header says is found, and the ledger says why it is partial.
    """
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a.png").write_bytes(photo(format="PNG", gps=(48.137154, 11.576124), size=(64, 64)))
    settings = ScanSettings((str(tmp_path / "data"),), tmp_path / "report", pixels="all", limits=Limits(pixels=1_000))
    scan(settings)
    [(status, reason)] = rows_of(tmp_path / "report", "assets", "status", "reason")

    assert "more than 1,000" in str(reason)
    assert "partial" == status
    assert ("location.coordinates",) in rows_of(tmp_path / "report", "findings", "category")


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        (Limits(members=2), "its first 2 members"),
        (Limits(bytes=3_000), "were opened"),
        (Limits(nesting=1), "archives deep"),
    ],
)
def test_archives(tmp_path: Path, limits: Limits, reason: str) -> None:
    """
    An archive is followed to so many members, bytes and archives within it; what came before the end is found.
    """
    member = b"email\n" + b"".join(b"ada%d@acme.test\n" % at for at in range(50))
    inner = zipped({"inner.csv": member})
    (tmp_path / "data").mkdir()
    packed = zipped({"a.csv": member, "b.csv": member.replace(b"email", b"mail"), "c.zip": inner, "d.csv": member * 9})
    (tmp_path / "data" / "a.zip").write_bytes(packed)
    scan(ScanSettings((str(tmp_path / "data"),), tmp_path / "report", limits=limits))
    rows = rows_of(tmp_path / "report", "assets", "asset", "status", "reason")

    assert any(status == "partial" and reason in str(why) for _, status, why in rows)
    assert ("a.zip!/a.csv", "complete", None) in rows


def test_values_of_one_record(tmp_path: Path) -> None:
    """
    A column of which one record takes more than is allowed is left out by its footer, and the others are read.
    """
    (tmp_path / "data").mkdir()
    table = pa.table({"email": ["ada@acme.test"] * 2, "text": ["x" * 500_000, "y" * 500_000]})
    pq.write_table(table, tmp_path / "data" / "a.parquet", use_dictionary=False, compression="none")
    scan(ScanSettings((str(tmp_path / "data"),), tmp_path / "report", limits=Limits(decoded=100_000)))
    [(status, reason)] = rows_of(tmp_path / "report", "assets", "status", "reason")

    assert "partial" == status
    assert "more than 97.7 KB in one record" in str(reason)
    assert ("identifier.email",) in rows_of(tmp_path / "report", "findings", "category")

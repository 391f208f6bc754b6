"""Files that are something else than their names say."""

import io
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from piiscan.plan import make_plan
from piiscan.settings import ScanSettings
from tests.builders import photo
from tests.report_rows import rows_of, whole_report
from tests.test_scan import PEOPLE, refuse_reading, scanned


def misnamed(folder: Path) -> Path:
    """A folder in which a table, an archive, a picture and a text bear wrong names, beside files that do not."""
    root = folder / "data"
    root.mkdir()
    (root / "people.csv").write_text(PEOPLE)
    (root / "more.jpg").write_text(PEOPLE.replace("zorelia", "ostle"))
    table = io.BytesIO()
    pq.write_table(pa.table({"phone": [f"+49 30 9018{i:04}" for i in range(60)]}), table)
    (root / "rows.mp4").write_bytes(table.getvalue())
    with zipfile.ZipFile(root / "album.png", "w") as archive:
        archive.writestr("inner.csv", PEOPLE)
        archive.writestr("inner.jpg", photo(None, gps=(52.51234, 13.41234), size=(96, 64)))
    (root / "photo.md").write_bytes(photo(None, gps=(53.51234, 13.41234), size=(96, 64)))
    (root / "note.jpg").write_text("Write to zorelia@example.com about the boat, please.\n" * 3)
    (root / "real.jpg").write_bytes(photo(None, gps=(54.51234, 13.41234), size=(96, 64)))
    return root


def test_content_decides_what_a_file_is(tmp_path: Path) -> None:
    """
    Each file is read as what it is, whatever its name says, and the ledger says what that was.
    """
    report = scanned(misnamed(tmp_path), tmp_path / "r")
    found = rows_of(report, "findings", "asset", "category")

    assert {
        "album.png": "archive",
        "album.png!/inner.csv": "table",
        "album.png!/inner.jpg": "picture",
        "more.jpg": "table",
        "note.jpg": "text",
        "people.csv": "table",
        "photo.md": "picture",
        "real.jpg": "picture",
        "rows.mp4": "table",
    } == dict(rows_of(report, "assets", "asset", "kind"))
    assert {"complete"} == {status for (status,) in rows_of(report, "assets", "status")}
    for asset, category in [
        ("more.jpg", "demographic.age"),
        ("album.png!/inner.csv", "demographic.age"),
        ("album.png!/inner.jpg", "location.coordinates"),
        ("rows.mp4", "identifier.phone"),
        ("photo.md", "location.coordinates"),
        ("note.jpg", "identifier.email"),
    ]:
        assert (asset, category) in found


def test_wrong_name_changes_nothing_but_the_name(tmp_path: Path) -> None:
    """
    A table under a picture's name is judged with the tables beside it, as one table in parts.
    """
    root = misnamed(tmp_path)
    wrong = rows_of(scanned(root, tmp_path / "wrong"), "fields", "asset", "table", "field", "category", "matched")
    (root / "more.jpg").rename(root / "more.csv")
    right = rows_of(scanned(root, tmp_path / "right"), "fields", "asset", "table", "field", "category", "matched")

    assert sorted((asset.replace("more.csv", "more.jpg"), *rest) for asset, *rest in right) == sorted(wrong)


def test_what_a_file_is_is_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    A second scan of misnamed files reads nothing again, and gives the same report.
    """
    root = misnamed(tmp_path)
    report = scanned(root, tmp_path / "r")
    before = whole_report(report)
    refuse_reading(monkeypatch)
    scanned(root, report)

    assert before == whole_report(report)


def test_planning_opens_no_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    A plan is made of pictures, recordings and documents without opening one of them.
    """
    root = tmp_path / "data"
    root.mkdir()
    for name in ("a.jpg", "b.PNG", "c.mp4", "d.wav", "e.pdf", "f.md", "g.heic"):
        (root / name).write_bytes(b"content")

    def refuse(uri: str) -> None:
        raise AssertionError(uri)

    for module in ("planning.survey", "planning.meanings", "sources.ahead"):
        monkeypatch.setattr(f"piiscan.{module}.open_uri", refuse)

    plan = make_plan(ScanSettings((str(root),), tmp_path / "r"))

    assert 7 == sum(len(unit.pieces) for unit in plan.units_to_do())

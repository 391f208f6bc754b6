"""Photos that are known by their heads: the report is the one that reading each of them gives."""

from pathlib import Path

import pytest

from piiscan.model.units import Piece
from piiscan.run import heads
from piiscan.scan import scan
from piiscan.settings import ScanSettings
from tests.builders import photo
from tests.report_rows import rows_of, whole_report


def album(folder: Path) -> Path:
    """Photos of two cameras, each at its own place and time, one broken, one cut off, and one that is none."""
    root = folder / "album"
    root.mkdir()
    for i in range(24):
        gps = (41.5 + i / 7, -17.25) if i % 3 else None
        photo(root / f"{i:02}.jpg", gps=gps, serial=f"77001{i % 2}", taken=f"2021:03:04 05:06:{i:02}", size=(64, 48))
    whole = (root / "00.jpg").read_bytes()
    (root / "cut.jpg").write_bytes(whole[:90])
    (root / "torn.jpg").write_bytes(whole[:400])
    (root / "text.jpg").write_text("no picture at all\n" * 30)
    return root


def scanned(root: Path, report: Path, *, hash_files: bool) -> Path:
    scan(ScanSettings((str(root),), report, pixels="off", workers=1, hash_files=hash_files))
    return report


@pytest.mark.parametrize("hash_files", [True, False])
def test_same_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hash_files: bool) -> None:
    """Whether pictures are known by their heads or read one by one makes no difference to the report."""
    root = album(tmp_path)
    tried: list[tuple[bool, str | None]] = []
    quick = heads.HeadScanner.scan

    def noted(self: heads.HeadScanner, piece: Piece, unit: str) -> tuple[bool, str | None]:
        tried.append(quick(self, piece, unit))
        return tried[-1]

    monkeypatch.setattr(heads.HeadScanner, "scan", noted)
    known = scanned(root, tmp_path / "known", hash_files=hash_files)
    monkeypatch.setattr(heads.HeadScanner, "scan", lambda *_: (False, None))
    alone = scanned(root, tmp_path / "alone", hash_files=hash_files)

    assert whole_report(alone) == whole_report(known)
    assert sum(is_read for is_read, _ in tried) > 12, "most of them are alike"


def test_every_place(tmp_path: Path) -> None:
    """Each photo keeps its own position and time."""
    root = album(tmp_path)
    rows = rows_of(scanned(root, tmp_path / "r", hash_files=False), "findings", "asset", "detector", "shown")

    places = {asset: shown for asset, detector, shown in rows if detector == "image.gps"}
    assert {f"{i:02}.jpg": f"{41.5 + i / 7:.1f}, -17.2" for i in range(24) if i % 3} == places
    assert 24 <= sum(detector == "image.capture_time" for _, detector, _ in rows)

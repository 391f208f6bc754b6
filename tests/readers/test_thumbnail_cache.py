"""Caches of thumbnails: what they keep of deleted pictures is looked at, and called out."""

import struct
import sys
from pathlib import Path

import pytest

from piiscan.scan import scan
from piiscan.settings import ScanSettings
from tests.builders import photo
from tests.report_rows import rows_of

THUMBNAIL = photo(gps=(12.3456789, -33.2524681), size=(96, 64))
_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def compound(streams: dict[str, bytes]) -> bytes:
    """Return a compound file (MS-CFB, version 3): one sector of allocation, one of directory for each four entries."""
    padded = {name: content.ljust(4096, b"\0") for name, content in streams.items()}  # shorter ones lie elsewhere
    entries = [_entry("Root Entry", 5, _END, 0, child=1)]
    chains, body = [], b""
    directories = (len(padded) + 4) // 4
    at = 1 + directories
    for number, (name, content) in enumerate(padded.items(), start=1):
        sectors = -(-len(content) // _SECTOR)
        entries.append(_entry(name, 2, at, len(content), right=number + 1 if number < len(padded) else _FREE))
        chains += [*range(at + 1, at + sectors), _END]
        body += content.ljust(sectors * _SECTOR, b"\0")
        at += sectors
    table = [_FAT, *range(2, directories + 1), _END, *chains]
    allocation = struct.pack("<128I", *(table + [_FREE] * 128)[:128])
    directory = b"".join(entries).ljust(directories * _SECTOR, b"\0")
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<9I", 0, 1, 1, 0, 4096, _END, 0, _END, 0) + struct.pack("<109I", 0, *[_FREE] * 108)
    return head + allocation + directory + body


def _entry(name: str, kind: int, start: int, size: int, right: int = _FREE, child: int = _FREE) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    links = struct.pack("<HBB3I", len(text), kind, 1, _FREE, right, child)
    return text.ljust(64, b"\0") + links + bytes(36) + struct.pack("<IQ", start, size)


def cache() -> bytes:
    """A cache with one thumbnail, behind a header of 12 bytes, and the name of its picture."""
    name = "zorelia@example.com 1.jpg".encode("utf-16-le") + b"\0\0"
    catalog = bytes(16) + struct.pack("<IIQ", 16 + len(name), 1, 0) + name
    return compound({"1": struct.pack("<3I", 12, 1, len(THUMBNAIL)) + THUMBNAIL, "Catalog": catalog})


def scanned(tmp_path: Path) -> Path:
    """Scan a folder that holds nothing but a cache."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "Thumbs.db").write_bytes(cache())
    scan(ScanSettings((str(tmp_path / "data"),), tmp_path / "report"))
    return tmp_path / "report"


def test_thumbnails_and_names(tmp_path: Path) -> None:
    """
    A thumbnail is a picture with its metadata, the names in the catalog are searched, and the ledger warns.
    """
    report = scanned(tmp_path)
    found = set(rows_of(report, "findings", "asset", "category"))
    reasons = dict(rows_of(report, "assets", "asset", "reason"))

    assert {("Thumbs.db!/1", "location.coordinates"), ("Thumbs.db", "identifier.email")} <= found
    assert "deleted pictures" in str(reasons["Thumbs.db"])


def test_without_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Without the package that opens it, the ledger warns all the same and says what to install.
    """
    monkeypatch.setitem(sys.modules, "olefile", None)
    [(status, reason)] = rows_of(scanned(tmp_path), "assets", "status", "reason")

    assert "failed" == status
    assert "deleted pictures" in str(reason)
    assert "pip install 'piiscan-dataset[documents]'" in str(reason)

"""What people wrote in documents is found in whatever format it is, with the photos in it and who made it."""

import logging
import sys
from pathlib import Path

import pytest

from piiscan.scan import scan
from piiscan.settings import ScanSettings
from tests.containers import IN_PHOTO, PHOTO
from tests.documents import DOCUMENTS, LINES, html, pdf
from tests.report_rows import rows_of


def scanned(tmp_path: Path, files: dict[str, bytes]) -> Path:
    """Write the files and scan them."""
    (tmp_path / "data").mkdir()
    for name, content in files.items():
        (tmp_path / "data" / name).write_bytes(content)
    scan(ScanSettings((str(tmp_path / "data"),), tmp_path / "report"))
    return tmp_path / "report"


def categories(report: Path) -> set[str]:
    """The categories found."""
    return {row[0] for row in rows_of(report, "findings", "category")}


def ledger(report: Path) -> dict[str, tuple[str, str | None]]:
    """Status and reason of each asset."""
    return {row[0]: row[1:] for row in rows_of(report, "assets", "asset", "status", "reason")}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_same_findings(tmp_path: Path, name: str) -> None:
    """
    Every line's address, the author and the photo are found, and nothing is left unread.
    """
    report = scanned(tmp_path, {name: DOCUMENTS[name]()})
    found = rows_of(report, "findings", "asset", "record", "category", "detector")
    addresses = {record for asset, record, category, _ in found if (asset, category) == (name, "identifier.email")}

    assert {"identifier.email", "identifier.name"} | IN_PHOTO <= categories(report)
    assert len(LINES) == len(addresses)
    assert "document.author" in {detector for *_, detector in found}
    assert {"complete"} == {status for status, _ in ledger(report).values()}


def test_html(tmp_path: Path) -> None:
    """
    A tag within a word does not hide it, and what a page does not show is not read as text.
    """
    report = scanned(tmp_path, {"page.html": html()})
    found = rows_of(report, "findings", "category")

    assert len(LINES) == found.count(("identifier.email",))
    assert ("complete", None) == ledger(report)["page.html"]


def test_encrypted_pdf(tmp_path: Path) -> None:
    """
    A document that needs a password is unread, with that reason.
    """
    assert ("failed", "it is encrypted") == ledger(scanned(tmp_path, {"a.pdf": pdf("harbour")}))["a.pdf"]


def test_damaged_pdf(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """
    A damaged document never looks clean, and the library's words about it, which may quote it, are not passed on.
    """
    with caplog.at_level(logging.DEBUG):
        status, reason = ledger(scanned(tmp_path, {"a.pdf": pdf()[:400]}))["a.pdf"]

    assert status in {"failed", "partial"}
    assert reason
    assert [] == [record for record in caplog.records if record.name.startswith("pypdf")]


def test_pictures_alone_are_told(tmp_path: Path) -> None:
    """
    A page that only shows a picture, as a scanner makes it, has text that nobody read: the ledger says so.
    """
    blank = pdf().replace(b" Tj T*", b" pop T*")
    status, reason = ledger(scanned(tmp_path, {"a.pdf": blank}))["a.pdf"]

    assert "partial" == status
    assert "hold no text" in str(reason)


def test_without_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Without the package that reads PDF documents, the ledger says what to install.
    """
    monkeypatch.setitem(sys.modules, "pypdf", None)
    status, reason = ledger(scanned(tmp_path, {"a.pdf": pdf()}))["a.pdf"]

    assert "failed" == status
    assert "pip install 'piiscan-dataset[documents]'" in str(reason)


def test_photo_stands_as_it_is() -> None:
    """
    The photo in the document of these tests is the one with a position, whole.
    """
    assert PHOTO in pdf()

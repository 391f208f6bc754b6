"""Model files in a dataset."""

from pathlib import Path

from piiscan.scan import scan
from piiscan.settings import ScanSettings
from tests.report_rows import rows_of

LEDGER = ("asset", "status", "kind", "sha256")


def test_models_are_named_and_hashed(tmp_path: Path) -> None:
    """
    A model file is a finding of its own, hashed and listed as skipped; a table beside it is none.
    """
    root = tmp_path / "data"
    root.mkdir()
    (root / "model.gguf").write_bytes(b"GGUF" + bytes(5000))
    (root / "a.csv").write_text("width\n1\n2\n")
    report = tmp_path / "r"
    scan(ScanSettings((str(root),), report))

    assert [("model.gguf", "derived.model", "path", "file.model")] == rows_of(
        report, "findings", "asset", "category", "field", "detector"
    )
    status, kind, sha256 = {row[0]: row[1:] for row in rows_of(report, "assets", *LEDGER)}["model.gguf"]
    assert ("skipped", "model", 64) == (status, kind, len(sha256))

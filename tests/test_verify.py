"""Whether a dataset is the one that was scanned."""

from pathlib import Path

import pytest

from piiscan.model.errors import KeyFileError
from piiscan.scan import scan
from piiscan.settings import ScanSettings
from piiscan.verify import Difference, Different, verify


def scanned(folder: Path) -> tuple[Path, Path]:
    """A dataset and its report."""
    root = folder / "d"
    (root / "sub").mkdir(parents=True)
    (root / "small.csv").write_text("a,b\n1,2\n")
    (root / "sub" / "large.csv").write_text("a,b\n" + "1,2\n" * 3000)
    scan(ScanSettings((str(root),), folder / "r"))
    return root, folder / "r"


def test_untouched_data_are_the_same(tmp_path: Path) -> None:
    """
    Nothing differs where nothing was touched, in small files and large ones.
    """
    root, report = scanned(tmp_path)

    assert [] == list(verify(report, (str(root),)))


def test_every_difference_is_told(tmp_path: Path) -> None:
    """
    A changed byte, a missing and an added file are told, each as what it is.
    """
    root, report = scanned(tmp_path)
    (root / "small.csv").write_text("a,b\n1,3\n")
    (root / "sub" / "large.csv").unlink()
    (root / "new.csv").write_text("x\n")
    found = sorted(verify(report, (str(root),)), key=lambda different: different.asset)

    assert [
        Different("new.csv", Difference.ADDED),
        Different("small.csv", Difference.CHANGED),
        Different("sub/large.csv", Difference.MISSING),
    ] == found


def test_verifying_needs_the_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Small files are known by keyed digests, so another key proves nothing.
    """
    root, report = scanned(tmp_path)
    monkeypatch.setenv("PIISCAN_KEY", "quite another key, and long enough")

    with pytest.raises(KeyFileError, match="needs the key"):
        list(verify(report, (str(root),)))

"""A scan by a user who may not read everything: what is closed to them is told, and the rest is read."""

import ctypes
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.report_rows import rows_of

_PR_CAPBSET_DROP, _CAP_DAC_OVERRIDE, _CAP_DAC_READ_SEARCH = 24, 1, 2
"""Of Linux's ``prctl.h`` and ``capability.h``."""


def drop_rights() -> None:
    """Take from the program that follows the right to read what its modes forbid, which root alone has."""
    if os.getuid() == 0:
        system = ctypes.CDLL(None, use_errno=True)
        for right in (_CAP_DAC_OVERRIDE, _CAP_DAC_READ_SEARCH):
            if system.prctl(_PR_CAPBSET_DROP, right, 0, 0, 0):
                raise OSError(ctypes.get_errno(), "the right could not be dropped")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A dataset with a file and a folder that their own owner has closed."""
    root = tmp_path / "data"
    (root / "closed").mkdir(parents=True)
    for name in ("open.csv", "closed.csv", "closed/inner.csv"):
        (root / name).write_text("email\n" + "".join(f"ada{at}@acme.test\n" for at in range(20)))
    (root / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    return root


def scan_without_rights(data: Path, home: Path, report: Path) -> subprocess.CompletedProcess[str]:
    """Scan as a user who may read only what modes allow: the interpreter itself may lie where root alone may look."""
    home.mkdir()
    environment = {**os.environ, "HOME": str(home), "XDG_CONFIG_HOME": str(home), "XDG_DATA_HOME": str(home)}
    environment.pop("PIISCAN_KEY", None)
    command = [sys.executable, "-c", "from piiscan.cli.main import main; main()", "scan", str(data), "-o", str(report)]
    return subprocess.run(  # noqa: S603 - our own
        command,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=drop_rights,
    )


def test_what_may_not_be_read_is_told(data: Path, tmp_path: Path) -> None:
    """
    A file and a folder of mode 000 are in the ledger as failed with the reason; all else is read; the exit code is 3.
    """
    for name in ("closed.csv", "closed", "photo.jpg"):
        (data / name).chmod(0)
    done = scan_without_rights(data, tmp_path / "home", tmp_path / "report")
    (data / "closed").chmod(0o700)

    assert done.returncode in (1, 3), done.stderr
    rows = rows_of(tmp_path / "report", "assets", "asset", "status", "reason")
    ledger = {asset: (status, reason) for asset, status, reason in rows}

    assert "complete" == ledger["open.csv"][0]
    assert {"closed.csv": "failed", "closed": "failed", "photo.jpg": "failed"} == {
        name: ledger[name][0] for name in ("closed.csv", "closed", "photo.jpg")
    }
    assert all("permission denied" in str(ledger[name][1]) for name in ("closed.csv", "closed", "photo.jpg"))


def test_report_is_its_owners_alone(data: Path, tmp_path: Path) -> None:
    """
    Whatever the umask, the report's folder has mode 0700 and the key that is made for it 0600.
    """
    before = os.umask(0)
    try:
        done = scan_without_rights(data, tmp_path / "home", tmp_path / "report")
    finally:
        os.umask(before)
    kept = [path for path in (tmp_path / "home").rglob("*") if path.is_file()]

    assert done.returncode in (1, 3), done.stderr
    assert 0o700 == (tmp_path / "report").stat().st_mode & 0o777
    assert [0o600] == [path.stat().st_mode & 0o777 for path in kept]


def test_a_dataset_that_is_closed(data: Path, tmp_path: Path) -> None:
    """
    A dataset that may not be entered at all is an error of the user's, and no empty report that looks clean.
    """
    data.chmod(0)
    done = scan_without_rights(data, tmp_path / "home", tmp_path / "report")
    data.chmod(0o700)

    assert done.returncode in (2, 3)
    assert "no rule broken" not in done.stdout + done.stderr or "incomplete" in done.stdout + done.stderr

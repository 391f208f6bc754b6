"""A scan that is killed at any moment, and continued by the same command."""

import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from piiscan.scan import scan
from piiscan.settings import ScanSettings
from tests.builders import photo
from tests.report_rows import whole_report
from tests.test_misnamed import misnamed
from tests.test_scan import PEOPLE

KILLS = 20
SCAN = """
import sys
import piiscan.planning.cutting
piiscan.planning.cutting.UNIT_ASSETS = 3
sys.argv = ["piiscan", "scan", *sys.argv[1:]]
from piiscan.cli.main import main
main()
"""


def start(root: Path, report: Path) -> subprocess.Popen[bytes]:
    """Start the real command in a group of its own, with units of three files."""
    command = [sys.executable, "-c", SCAN, str(root), "-o", str(report), "--fail-on", "never", "--workers", "1"]
    return subprocess.Popen(  # noqa: S603 - our own command
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )


def kill_after(seconds: float, root: Path, report: Path) -> bool:
    """Kill a scan with all its processes after that time; return whether it was still running."""
    process = start(root, report)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return True
    return False


def assert_whole(report: Path) -> None:
    """Every part that is there can be read to its end, and what says that the report is finished is not there."""
    for path in report.rglob("*.parquet"):
        pq.read_table(path)
    assert not (report / "run.json").exists()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder with tables, pictures and misnamed files, in many units."""
    folder = misnamed(tmp_path)
    for i in range(30):
        (folder / f"u{i}.jpg").write_bytes(photo(None, gps=(52.01 + i, 13.02) if i % 2 else None, size=(96, 64)))
        (folder / f"t{i}.csv").write_text(PEOPLE.replace("email", f"email_{i}"))
    return folder


def test_killed_before_settling(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    A scan that ended after its last unit and before settling still settles when it is continued.
    """
    folder = misnamed(tmp_path)
    settings = ScanSettings((str(folder),), tmp_path / "killed", workers=1)
    expected = tmp_path / "unharmed"
    scan(replace(settings, output=expected))
    with monkeypatch.context() as patched:
        patched.setattr(sys.modules["piiscan.scan"], "settle", raise_interrupt)
        with pytest.raises(KeyboardInterrupt):
            scan(settings)
    scan(settings)

    assert whole_report(expected) == whole_report(tmp_path / "killed")


def raise_interrupt(*_: object) -> None:
    """Stop as Ctrl-C does."""
    raise KeyboardInterrupt


def test_killed_scan_continues_to_the_same_report(tmp_path: Path, root: Path) -> None:
    """
    However often a scan is killed, no part of its report is half written, and at last it is that of a scan unharmed.
    """
    begun = time.monotonic()
    assert 0 == start(root, tmp_path / "unharmed").wait()
    takes = time.monotonic() - begun
    moments = random.Random(20)  # noqa: S311 - moments are no secret
    killed = finished = 0
    while killed < KILLS:
        if kill_after(takes * moments.uniform(0.1, 0.9), root, tmp_path / "killed"):
            killed += 1
        if not (tmp_path / "killed" / "run.json").exists():
            assert_whole(tmp_path / "killed")
            continue
        finished += 1  # it came to its end before: begin another one
        (tmp_path / "killed").rename(tmp_path / f"finished{finished}")
    assert 0 == start(root, tmp_path / "killed").wait()

    assert whole_report(tmp_path / "unharmed") == whole_report(tmp_path / "killed")
    for report in tmp_path.glob("finished*"):
        assert whole_report(tmp_path / "unharmed") == whole_report(report)

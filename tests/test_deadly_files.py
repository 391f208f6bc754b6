"""Files that kill, hang or fill what reads them: each is named with its reason, and all others are read."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.report_rows import rows_of

READER = """
import os, time
from collections.abc import Iterator
import pyarrow as pa
from piiscan.model.assets import Kind
from piiscan.model.content import ColumnValues, Member, TableBatch
from piiscan.model.units import Layout
from piiscan.readers.decoding import whole_piece
from piiscan.readers.plugins import PluginReader
from piiscan.readers.signatures import Signature

DEADLY = PluginReader("deadly", Kind.TABLE, "deadly", (Signature(b"DEADLY", Kind.TABLE, "x/deadly", "deadly files"),))

def _do(how):
    if how == "crash":
        os.kill(os.getpid(), 11)
    if how == "hang":
        time.sleep(600)
    if how == "eat":
        held = []
        while True:
            held.append(bytearray(b"x" * (1 << 24)))

def inspect(stream, asset, target_bytes):
    _, how, when = stream.read().decode().split()
    if when == "inspected":
        _do(how)
    return Layout((whole_piece(asset, "deadly"),), (("email", "string"), (how, "string"), (when, "string")))

def read(stream, piece):
    _, how, when = stream.read().decode().split()
    for number in range(2):
        if when == "read" or when == "midway" and number:
            _do(how)
        names = pa.array([f"zorelia{number}{at}@example.com" for at in range(40)])
        yield TableBatch((ColumnValues("email", names, pa.array(range(number * 40, number * 40 + 40))),), 40)
"""
"""A reader that does what native code does on hostile input, as its files tell it to."""

REASONS = {
    "crash": "the process that read it died",
    "hang": "it made no progress for 10 seconds",
    "eat": "reading it took more than 0.293 GB of memory",
}


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """An environment in which the reader is installed."""
    metadata = tmp_path / "site" / "deadly-1.0.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: deadly\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text("[piiscan.readers]\ndeadly = deadly:DEADLY\n")
    (tmp_path / "site" / "deadly.py").write_text(READER)
    return {**os.environ, "PYTHONPATH": str(tmp_path / "site")}


def scan(tmp_path: Path, environment: dict[str, str], *options: str) -> subprocess.CompletedProcess[str]:
    """Run the real command on the folder ``data``."""
    program = "from piiscan.cli.main import main; main()"
    paths = [str(tmp_path / "data"), "-o", str(tmp_path / "report"), "--faces", "off"]
    limits = ["--limit", "seconds=10", "--limit", "memory=300M"]
    command = [sys.executable, "-c", program, "scan", *paths, *limits, *options]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - our own


@pytest.mark.parametrize(("how", "workers"), [("crash", "1"), ("hang", "2"), ("eat", "1")])
def test_deadly_file_costs_itself_alone(tmp_path: Path, environment: dict[str, str], how: str, workers: str) -> None:
    """
    With one worker as with several, a file that kills its reader is failed with the reason, whether it is inspected or
    read; one that kills later keeps what came before; and every other file is complete.
    """
    (tmp_path / "data").mkdir()
    for name in ("a.csv", "z.csv"):
        (tmp_path / "data" / name).write_text("email\nzorelia@example.com\nostle@example.org\n")
    for when in ("inspected", "read", "midway"):
        (tmp_path / "data" / f"m_{when}").write_text(f"DEADLY {how} {when}")
    done = scan(tmp_path, environment, "--workers", workers)
    ledger = {
        asset: (status, reason)
        for asset, status, reason in rows_of(tmp_path / "report", "assets", "asset", "status", "reason")
    }
    found = {asset for (asset,) in rows_of(tmp_path / "report", "findings", "asset")}

    assert done.returncode in (1, 3), done.stderr
    assert {
        "a.csv": "complete",
        "m_inspected": "failed",
        "m_midway": "partial",
        "m_read": "failed",
        "z.csv": "complete",
    } == {asset: status for asset, (status, _) in ledger.items()}
    assert all(REASONS[how] in str(ledger[f"m_{when}"][1]) for when in ("inspected", "read", "midway"))
    assert {"a.csv", "m_midway", "z.csv"} == found


def test_stopped_by_a_signal(tmp_path: Path, environment: dict[str, str]) -> None:
    """
    The watched process gets the signals that its watcher gets, and does not outlive it.
    """
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "m").write_text("DEADLY hang inspected")
    program = "from piiscan.cli.main import main; main()"
    paths = [str(tmp_path / "data"), "-o", str(tmp_path / "report")]
    with subprocess.Popen([sys.executable, "-c", program, "scan", *paths], env=environment) as running:  # noqa: S603
        while not (children := _children(running.pid)):
            pass
        running.terminate()

        assert -15 == running.wait(30)
    assert not any(Path(f"/proc/{child}").exists() for child in children)


def _children(process: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split()]

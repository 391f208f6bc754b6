"""One plan run by several processes without an engine."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from piiscan.machines.shards import Shard, parse_shard
from piiscan.model.errors import KeyFileError, ReportError, UnfinishedError, UsageError
from piiscan.plan import make_plan
from piiscan.scan import plan_only, run_shard, settle_only
from piiscan.settings import Judging, ScanSettings
from tests.builders import photo
from tests.help_text import run_piiscan
from tests.report_rows import whole_report
from tests.test_misnamed import misnamed
from tests.test_scan import PEOPLE, scanned

SHARDS = 4


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with files that are not what their names say, and enough of others for units in every shard."""
    monkeypatch.setattr("piiscan.planning.cutting.UNIT_ASSETS", 3)
    folder = misnamed(tmp_path)
    for i in range(24):
        (folder / f"u{i}.jpg").write_bytes(photo(None, gps=(52.01 + i, 13.02) if i % 2 else None, size=(96, 64)))
        (folder / f"t{i}.csv").write_text(PEOPLE.replace("email", f"email_{i}"))
    return folder


def run_all(plan: Path, shards: int = SHARDS) -> None:
    """Run every shard of a plan, each as a process of its own would."""
    for index in reversed(range(shards)):
        run_shard(plan, Shard(index, shards), 1, None, lambda _units, _size: lambda _status: None)


def settled(plan: Path, shards: int = SHARDS) -> Path:
    """Settle a plan, running the shards once more as often as settling asks for it."""
    for _ in range(4):
        try:
            settle_only(plan, Judging(), None)
        except UnfinishedError:
            run_all(plan, shards)
        else:
            return plan
    raise AssertionError("settling never came to an end")


def test_shards_give_the_report_of_a_scan(tmp_path: Path, root: Path) -> None:
    """
    Four shards and settling give the same report as a scan in a pool and one in a single process.
    """
    plan_only(ScanSettings((str(root),), tmp_path / "plan"))
    run_all(tmp_path / "plan")
    sharded = whole_report(settled(tmp_path / "plan"))

    assert whole_report(scanned(root, tmp_path / "alone")) == sharded
    assert whole_report(scanned(root, tmp_path / "pool", workers=2)) == sharded


def test_running_a_shard_twice_changes_nothing(tmp_path: Path, root: Path) -> None:
    """
    A shard that runs again reads nothing and writes nothing.
    """
    plan_only(ScanSettings((str(root),), tmp_path / "plan"))
    run_all(tmp_path / "plan")
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "plan").rglob("*.parquet")}
    asked: list[int] = []
    run_shard(tmp_path / "plan", Shard(1, SHARDS), 1, None, lambda units, _size: lambda _status: asked.append(units))

    assert [] == asked
    assert before == {path: path.stat().st_mtime_ns for path in (tmp_path / "plan").rglob("*.parquet")}


def test_missing_shard_is_named(tmp_path: Path, root: Path) -> None:
    """
    Settling names the shards that have not run, and what to run.
    """
    plan_only(ScanSettings((str(root),), tmp_path / "plan"))
    with pytest.raises(UnfinishedError, match="no shard"):
        settle_only(tmp_path / "plan", Judging(), None)
    for index in (0, 2):
        run_shard(tmp_path / "plan", Shard(index, SHARDS), 1, None, lambda _units, _size: lambda _status: None)

    with pytest.raises(UnfinishedError, match=r"shards 1/4, 3/4, .* --shard 1/4"):
        settle_only(tmp_path / "plan", Judging(), None)
    assert not (tmp_path / "plan" / "run.json").exists()


def test_another_key_is_refused(tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Neither a shard nor settling mixes tokens of two keys.
    """
    plan_only(ScanSettings((str(root),), tmp_path / "plan"))
    monkeypatch.setenv("PIISCAN_KEY", "another key, long enough")
    with pytest.raises(KeyFileError, match="made with the key"):
        run_all(tmp_path / "plan")
    with pytest.raises(KeyFileError, match="made with the key"):
        settle_only(tmp_path / "plan", Judging(), None)


def test_another_version_is_refused(tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    A shard is not run by another version than the one that planned it.
    """
    plan_only(ScanSettings((str(root),), tmp_path / "plan"))
    monkeypatch.setattr("piiscan.machines.shards.__version__", "0.0.0")
    with pytest.raises(ReportError, match="plan again"):
        run_all(tmp_path / "plan")


def test_plan_holds_no_key(tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    The key is in no file of a plan.
    """
    secret = "a secret that nobody writes down"  # noqa: S105 - invented
    monkeypatch.setenv("PIISCAN_KEY", secret)
    plan_only(ScanSettings((str(root),), tmp_path / "plan"))

    assert [] == [
        path for path in (tmp_path / "plan").rglob("*") if path.is_file() and secret in str(path.read_bytes())
    ]


@pytest.mark.parametrize("text", ["4/4", "-1/4", "1", "1/0", "a/b", "1/4/2", ""])
def test_impossible_shards_are_refused(text: str) -> None:
    """
    A shard has a number below the number of shards.
    """
    with pytest.raises(UsageError, match="0 to N-1"):
        parse_shard(text)


def test_one_more_file_reruns_one_unit(tmp_path: Path) -> None:
    """
    A file more among thousands of pictures makes one unit to do, two where it ends one.
    """
    root = tmp_path / "data"
    root.mkdir()
    (root / "0.jpg").write_bytes(photo(None, size=(8, 8)))
    for i in range(1, 9000):
        (root / f"{i}.jpg").hardlink_to(root / "0.jpg")
    settings = ScanSettings((str(root),), tmp_path / "plan", pixels="off")
    before = set(make_plan(settings).unit_ids())
    shutil.copy(root / "0.jpg", root / "4500a.jpg")
    after = set(make_plan(replace(settings, output=tmp_path / "again")).unit_ids())

    assert len(before) > 2
    assert len(after - before) in {1, 2}


def test_commands(tmp_path: Path) -> None:
    """
    Plan, run and settle work as commands: 4 asks for shards to be run, then the exit code is that of a scan.
    """
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "a.csv").write_text(PEOPLE)
    plan = tmp_path / "p"
    codes = [
        run_piiscan(*command).returncode
        for command in [
            ("plan", tmp_path / "d", "-o", plan),
            ("settle", plan),
            ("run", plan, "--shard", "0/2"),
            ("run", plan, "--shard", "1/2"),
            ("run", plan, "--shard", "2/2"),
            ("settle", plan, "--fail-on", "never"),
            ("run", tmp_path / "d"),
        ]
    ]

    assert [0, 4, 0, 0, 2, 0, 2] == codes

"""One dataset, and every way to scan it: the reports are equal once sorted."""

import json
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import piiscan.spark
from piiscan.model.errors import UnfinishedError
from piiscan.scan import scan
from piiscan.settings import ScanSettings
from tests.help_text import run_piiscan
from tests.lake import write_lake
from tests.report_rows import whole_report
from tests.spark_sessions import kill_an_executor, session
from tests.store_fixtures import server, store
from tests.store_server import BUCKET, Store

__all__ = ["server", "store"]

OF_THE_PLACE = ("uri", "modified", "etag", "unit")
"""Columns that say where a dataset lies; a unit's id follows from it."""

OF_THE_RUN = {"datasets", "settings", "started", "finished"}
"""What the record of a run says of this very run."""

UNFINISHED = 4


def by_shards(settings: ScanSettings) -> None:
    """Plan, run four shards as commands of their own, and settle, once more where settling asks for it."""
    plan = settings.output
    assert 0 == run_piiscan("plan", settings.datasets[0], "-o", plan).returncode
    for _ in range(3):
        for index in (2, 0, 3, 1):
            done = run_piiscan("run", plan, "--shard", f"{index}/4", "--workers", "1")
            assert 0 == done.returncode, done.stderr
        if run_piiscan("settle", plan).returncode != UNFINISHED:
            return
    raise UnfinishedError("settling never came to an end")


def by_spark(settings: ScanSettings) -> None:
    """Scan with two threads of Spark."""
    with session("local[2]") as spark:
        piiscan.spark.scan(spark, settings.datasets[0], str(settings.output))


def by_spark_that_loses_an_executor(settings: ScanSettings) -> None:
    """Scan with two executors, of which one is killed with SIGKILL once eight units have ended."""
    killed: list[int] = []
    with session("local-cluster[2,1,1024]", spark_executor_memory="512m") as spark:
        outcomes = settings.output / "work" / "outcomes"
        killer = threading.Thread(target=kill_an_executor, args=(outcomes, 8, killed))
        killer.start()
        piiscan.spark.scan(spark, settings.datasets[0], str(settings.output))
        killer.join()
    assert killed


WAYS: dict[str, Callable[[ScanSettings], object]] = {
    "in two processes": lambda settings: scan(replace(settings, workers=2)),
    "by four shards": by_shards,
    "by Spark": by_spark,
    "by Spark with an executor killed": by_spark_that_loses_an_executor,
}


def held(report: Path) -> dict[str, Any]:
    """What a report says, in an order of its own, but for where and when."""
    run = json.loads((report / "run.json").read_text())
    return {**whole_report(report, OF_THE_PLACE), "run": {k: v for k, v in run.items() if k not in OF_THE_RUN}}


@pytest.mark.cluster
def test_every_way_gives_the_same_report(tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    In this process, by the pool, by shards, by Spark, from a store, and with an executor killed: no row differs.
    """
    monkeypatch.setattr("piiscan.planning.cutting.UNIT_ASSETS", 3)
    lake = write_lake(tmp_path / "lake")
    scan(ScanSettings((str(lake),), tmp_path / "here"))
    expected = held(tmp_path / "here")
    store.put_folder(lake, "everywhere")
    scan(ScanSettings((f"s3://{BUCKET}/everywhere",), tmp_path / "store", hash_files=True))
    for number, way in enumerate(WAYS.values()):
        way(ScanSettings((str(lake),), tmp_path / f"way-{number}"))
    different = [way for number, way in enumerate(WAYS) if held(tmp_path / f"way-{number}") != expected]

    assert expected["findings"]
    assert expected == held(tmp_path / "store")
    assert [] == different

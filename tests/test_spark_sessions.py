"""Spark with sessions of their own: workers get the environment in which the session was started."""

import os
from functools import partial
from pathlib import Path

import pytest

import piiscan.spark
from piiscan.machines.task import run_task
from piiscan.plan import make_plan
from piiscan.runtimes.spark import run_spark
from piiscan.scan import scan
from piiscan.settings import ScanSettings
from piiscan.settle import close
from piiscan.sources.object_store import open_store
from piiscan.sources.stored_folder import StoredFolder
from tests.deadly import scan_or_kill_executor
from tests.lake import write_lake
from tests.report_rows import rows_of, whole_report
from tests.spark_sessions import session
from tests.store_server import BUCKET, s3_server


def test_dataset_and_report_in_a_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    With the dataset and the report in an object store, tasks put their parts there, and the report is the same.
    """
    monkeypatch.setattr("piiscan.planning.cutting.UNIT_ASSETS", 4)
    lake = write_lake(tmp_path / "lake")
    scan(ScanSettings((str(lake),), tmp_path / "local"))
    with s3_server() as store:
        store.put_folder(lake, "lake")
        environment = {
            "AWS_ENDPOINT_URL": store.endpoint,
            "AWS_ACCESS_KEY_ID": "invented-id",
            "AWS_SECRET_ACCESS_KEY": "invented-secret",
            "AWS_REGION": "us-east-1",
        }
        os.environ |= environment
        open_store.cache_clear()
        address = f"s3://{BUCKET}/report"
        with session("local[2]") as spark:
            piiscan.spark.scan(spark, f"s3://{BUCKET}/lake", address, hash_files=True)
        stored = StoredFolder(address)
        stored.fetch(tmp_path / "copy", stored.names())
        for name in environment:
            os.environ.pop(name)
        open_store.cache_clear()
    of_the_place = ("uri", "modified", "etag", "unit")

    assert whole_report(tmp_path / "local", of_the_place) == whole_report(tmp_path / "copy", of_the_place)
    assert not (tmp_path / "copy" / "work" / "started").exists()


@pytest.mark.cluster
def test_file_that_kills_its_executor_is_failed(tmp_path: Path) -> None:
    """
    A file that takes its executor along each time it is read is failed, before Spark gives up; the others are read.
    """
    lake = write_lake(tmp_path / "lake")
    (lake / "visits" / "deadly.csv").write_text("email,age\nzorelia@example.com,30\n")
    with session("local-cluster[2,1,1024]", spark_executor_memory="512m") as spark:
        plan = make_plan(ScanSettings((str(lake / "visits"),), tmp_path / "deadly"))
        work = partial(run_task, plan.context, str(tmp_path / "deadly"), scan=scan_or_kill_executor)
        run_spark(spark, work, list(plan.units_to_do()), lambda _: None)
        close(plan)
    status = dict(rows_of(tmp_path / "deadly", "assets", "asset", "status"))

    assert {"deadly.csv": "failed", "raw/notes.jsonl": "complete", "visits.csv": "complete"} == status

"""Spark: the report of the same dataset is the same, whoever reads it and whatever dies meanwhile."""

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import piiscan.spark
from piiscan.model.errors import UsageError
from piiscan.plan import make_plan
from piiscan.runtimes.spark import run_spark
from piiscan.scan import scan
from piiscan.settings import ScanSettings
from piiscan.settle import close
from piiscan.sources.object_store import open_store
from piiscan.sources.stored_folder import StoredFolder
from piiscan.spark_task import run_task
from tests.deadly import scan_or_die, scan_or_kill_executor
from tests.lake import write_lake
from tests.report_rows import rows_of, whole_report
from tests.store_server import BUCKET, s3_server

TOP = Path(__file__).resolve().parents[1]


@contextmanager
def session(master: str, **settings: str) -> Iterator[Any]:
    """Run a Spark session whose workers find the tests' own modules and the key that each test has."""
    from pyspark.sql import SparkSession

    names = ("PYSPARK_PYTHON", "PYTHONPATH", "SPARK_LOCAL_IP", "SPARK_HOME")
    before = {name: os.environ[name] for name in names if name in os.environ}
    import pyspark

    os.environ |= {"PYSPARK_PYTHON": sys.executable, "PYTHONPATH": str(TOP), "SPARK_LOCAL_IP": "127.0.0.1"}
    os.environ["SPARK_HOME"] = str(Path(pyspark.__file__).parent)
    builder = SparkSession.builder.master(master).config("spark.ui.enabled", "false")
    builder = builder.config("spark.driver.bindAddress", "127.0.0.1").config("spark.sql.shuffle.partitions", "2")
    for name, value in settings.items():
        builder = builder.config(name.replace("_", "."), value)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("OFF")
    try:
        yield spark
    finally:
        spark.stop()
        stop_java()
        for name in names:
            os.environ.pop(name)
        os.environ |= before


def stop_java() -> None:
    """End the virtual machine too: the next session may want other settings."""
    from pyspark import SparkContext

    if SparkContext._gateway is not None:
        SparkContext._gateway.shutdown()
        SparkContext._gateway.proc.stdin.close()
        SparkContext._gateway.proc.wait(timeout=60)
    SparkContext._gateway = SparkContext._jvm = None


@pytest.fixture(scope="module")
def local() -> Iterator[Any]:
    """A session with two threads, for all tests of this module that need no more."""
    key = os.environ.get("PIISCAN_KEY")
    os.environ["PIISCAN_KEY"] = "an invented key for tests only"
    with session("local[2]") as spark:
        yield spark
    os.environ.pop("PIISCAN_KEY") if key is None else os.environ.__setitem__("PIISCAN_KEY", key)


@pytest.fixture
def small_units(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut so that even a small dataset has many units."""
    monkeypatch.setattr("piiscan.cutting.UNIT_ASSETS", 4)


@pytest.mark.usefixtures("small_units")
def test_same_report_as_without_spark(tmp_path: Path, local: Any) -> None:
    """
    Spark gives the report that this process gives, and its tables as DataFrames.
    """
    lake = write_lake(tmp_path / "lake")
    scan(ScanSettings((str(lake),), tmp_path / "local"))
    report = piiscan.spark.scan(local, str(lake), str(tmp_path / "spark"))

    assert whole_report(tmp_path / "local") == whole_report(tmp_path / "spark")
    assert len(rows_of(tmp_path / "local", "findings")) == report.findings.count()
    assert report.run.verdict == report.verdict


@pytest.mark.usefixtures("small_units")
def test_dataset_and_report_in_a_store(tmp_path: Path) -> None:
    """
    With the dataset and the report in an object store, tasks put their parts there, and the report is the same.
    """
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


@pytest.mark.usefixtures("small_units")
def test_file_that_kills_its_worker_does_not_exhaust_tries(tmp_path: Path, local: Any) -> None:
    """
    In a session that never tries a task again, a deadly file is failed and all others are read.
    """
    lake = write_lake(tmp_path / "lake")
    (lake / "visits" / "deadly.csv").write_text("email,age\nzorelia@example.com,30\n")
    plan = make_plan(ScanSettings((str(lake),), tmp_path / "report"))
    work = partial(run_task, plan.context, str(tmp_path / "report"), scan=scan_or_die)
    run_spark(local, work, list(plan.units_to_do()), lambda _: None)
    close(plan)
    failed = [row for row in rows_of(tmp_path / "report", "assets", "asset", "status") if row[1] == "failed"]

    assert [("visits/deadly.csv", "failed")] == failed


def test_worker_with_another_key_refuses(tmp_path: Path, local: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Workers whose key is not the driver's end the scan with a sentence, and not with a stack trace.
    """
    lake = write_lake(tmp_path / "lake")
    monkeypatch.setenv("PIISCAN_KEY", "another invented key")

    with pytest.raises(UsageError, match="a worker refused: this plan was made with the key"):
        piiscan.spark.scan(local, str(lake), str(tmp_path / "report"))


def test_table_of_spark_gives_findings_by_the_callers_key(tmp_path: Path, local: Any) -> None:
    """
    Findings of a DataFrame bear the caller's key; what is stored bears a token of it and no key.
    """
    rows = [(f"K-{i}", f"person{i}@example.com", 20 + i % 50, f"call +44 20 7946 {i:04d}") for i in range(300)]
    frame = local.createDataFrame(rows, "customer string, email string, age int, note string").repartition(3)
    found = piiscan.spark.scan_table(frame, ["customer"], output=str(tmp_path / "stored"))
    said = found.select("customer", "category", "field").collect()
    by_key = {row["customer"] for row in said if row["category"] == "identifier.email"}
    stored = local.read.parquet(str(tmp_path / "stored" / "findings"))
    held = b"".join(path.read_bytes() for path in (tmp_path / "stored").rglob("*.parquet"))

    assert {f"K-{i}" for i in range(300)} == by_key
    assert {"identifier.email", "demographic.age", "identifier.phone"} <= {row["category"] for row in said}
    assert "customer" not in stored.columns
    assert found.count() == stored.count()
    assert 300 == stored.select("record_token").distinct().count()
    assert b"K-29" not in held
    assert b"person29@" not in held


@pytest.mark.parametrize(("key", "said"), [([], "name the columns"), (["nothing"], "no column"), (["field"], "rename")])
def test_table_without_a_key_is_refused(local: Any, key: list[str], said: str) -> None:
    """
    Without a column to name rows by, findings could not be traced to their rows.
    """
    frame = local.createDataFrame([("a", "b")], "email string, field string")

    with pytest.raises(UsageError, match=said):
        piiscan.spark.scan_table(frame, key)


def executors() -> list[int]:
    """The processes of the executors that this process has started."""
    found = []
    for folder in Path("/proc").iterdir():
        with suppress(OSError, ValueError):
            command = (folder / "cmdline").read_bytes()
            if b"CoarseGrainedExecutorBackend" in command and _descends_from_here(int(folder.name)):
                found.append(int(folder.name))
    return found


def _descends_from_here(process: int) -> bool:
    while process > 1:
        process = int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])
        if process == os.getpid():
            return True
    return False


def kill_an_executor(outcomes: Path, after: int, killed: list[int]) -> None:
    """Kill one executor as soon as so many units have ended."""
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline:
        if outcomes.is_dir() and len(list(outcomes.glob("*.parquet"))) >= after:
            killed.append(executors()[0])
            os.kill(killed[0], signal.SIGKILL)
            return
        time.sleep(0.01)


@pytest.mark.cluster
def test_killed_executor_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    An executor killed in the middle costs time only: no row is lost or doubled. A file that takes its executor along
    each time it is read is failed, before Spark gives up.
    """
    monkeypatch.setattr("piiscan.cutting.UNIT_ASSETS", 3)
    lake = write_lake(tmp_path / "lake")
    scan(ScanSettings((str(lake),), tmp_path / "local"))
    report, killed = tmp_path / "spark", list[int]()
    with session("local-cluster[2,1,1024]", spark_executor_memory="512m") as spark:
        killer = threading.Thread(target=kill_an_executor, args=(report / "work" / "outcomes", 8, killed))
        killer.start()
        piiscan.spark.scan(spark, str(lake), str(report))
        killer.join()
        (lake / "visits" / "deadly.csv").write_text("email,age\nzorelia@example.com,30\n")
        plan = make_plan(ScanSettings((str(lake / "visits"),), tmp_path / "deadly"))
        work = partial(run_task, plan.context, str(tmp_path / "deadly"), scan=scan_or_kill_executor)
        run_spark(spark, work, list(plan.units_to_do()), lambda _: None)
        close(plan)
    status = dict(rows_of(tmp_path / "deadly", "assets", "asset", "status"))

    assert killed
    assert whole_report(tmp_path / "local") == whole_report(report)
    assert {"deadly.csv": "failed", "raw/notes.jsonl": "complete", "visits.csv": "complete"} == status

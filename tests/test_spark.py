"""Spark: the report of the same dataset is the same, whoever reads it and whatever dies meanwhile."""

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import piiscan.spark
from piiscan.machines.task import run_task
from piiscan.model.errors import UsageError
from piiscan.plan import make_plan
from piiscan.runtimes.spark import run_spark
from piiscan.scan import scan
from piiscan.settings import ScanSettings
from piiscan.settle import close
from tests.deadly import scan_or_die
from tests.lake import write_lake
from tests.report_rows import rows_of, whole_report
from tests.spark_sessions import session


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
    monkeypatch.setattr("piiscan.planning.cutting.UNIT_ASSETS", 4)


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
    frame.createOrReplaceTempView("customers")
    found = piiscan.spark.scan_table(local.table("customers"), ["customer"], output=str(tmp_path / "stored"))
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

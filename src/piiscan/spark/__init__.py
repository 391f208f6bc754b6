"""piiscan in Spark: scans a dataset with the executors of a session, or a table that Spark already has.

>>> import piiscan.spark
>>> report = piiscan.spark.scan(spark, "s3://bucket/prefix", output="/shared/report")  # doctest: +SKIP
>>> report.findings.groupBy("category").count().show()  # doctest: +SKIP
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from piiscan.context import make_context
from piiscan.detectors.table.judge import judge_table
from piiscan.machines.staging import Staging, staged
from piiscan.machines.task import run_task
from piiscan.model.columns import ColumnSketch, Verdict, merge_sketches
from piiscan.model.errors import UsageError
from piiscan.model.run import RunRecord
from piiscan.model.units import ScanContext, Unit
from piiscan.plan import Plan
from piiscan.reports.display import display_name
from piiscan.rulebook.loading import load_rulebook
from piiscan.runtimes.spark import MISSING, run_spark
from piiscan.scan import Told
from piiscan.scan import scan as scan_with
from piiscan.settings import ScanSettings
from piiscan.settling.sketches import sketch_of
from piiscan.spark.table import FOUND, RECORD_TOKEN, TableScan, unsigned

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, Row, SparkSession
    from pyspark.sql.types import StructType


@dataclass(frozen=True, slots=True)
class SparkReport:
    """A finished report, its tables as DataFrames."""

    spark: "SparkSession"
    path: str
    run: RunRecord

    @property
    def verdict(self) -> str:
        """``block``, ``review`` or ``no rule broken``, each possibly ``, incomplete``."""
        return self.run.verdict

    def table(self, name: str) -> "DataFrame":
        """Return one table of the report, such as ``pictures``."""
        return self.spark.read.parquet(f"{self.path}/{name}")

    @property
    def findings(self) -> "DataFrame":
        """One row per record, field, category and occurrence."""
        return self.table("findings")

    @property
    def records(self) -> "DataFrame":
        """One row per record with a finding."""
        return self.table("records")

    @property
    def fields(self) -> "DataFrame":
        """One row per column or metadata tag, and category."""
        return self.table("fields")

    @property
    def assets(self) -> "DataFrame":
        """The ledger: one row per thing seen."""
        return self.table("assets")


def scan(spark: "SparkSession", dataset: "str | list[str]", output: str, **options: Any) -> SparkReport:
    """Scan a dataset with the executors of a Spark session.

    The driver lists and settles; tasks get paths and not contents, and write their parts into the report themselves.

    Args:
        spark: a session with a Spark context; Spark Connect has none.
        dataset: a path that every executor reaches, or an address in an object store; or several.
        output: the report: a folder that driver and executors share, or an address in an object store.
        options: fields of ``piiscan.settings.ScanSettings``, such as ``policies`` or ``key_file``. The key comes from
            each worker's own ``PIISCAN_KEY``, or from the key file at that path on each; it never travels.

    Raises:
        piiscan.model.errors.PiiscanError: the scan could not be made, or a worker has another key than the driver.
    """
    try:
        import pyspark  # noqa: F401 - only whether it is there
    except ImportError:
        raise UsageError(MISSING) from None
    datasets = (dataset,) if isinstance(dataset, str) else tuple(map(str, dataset))
    with staged(output, datasets) as (folder, stored):
        run = scan_with(ScanSettings(datasets, folder, **options), runtime=partial(_run_units, spark, stored))
    return SparkReport(spark, output if stored else f"{Path(output).resolve()}", run)


def _run_units(spark: "SparkSession", stored: "Staging | None", plan: Plan, units: list[Unit], told: Told) -> None:
    if stored:
        stored.put_plan()
    place = stored.address if stored else str(plan.report.resolve())
    run_spark(spark, partial(_work, plan.context, place), units, told)
    if stored:
        stored.fetch_parts()


def _work(context: Any, place: str, unit: Unit, attempt: int) -> Any:
    return run_task(context, place, unit, attempt)


def scan_table(df: "DataFrame", key: "Sequence[str]", *, output: str | None = None, **options: Any) -> "DataFrame":
    """Find personal data in a table or view that Spark already has, such as one of Delta, Iceberg or Hive.

    The table is gone through twice: once to count what its columns hold, once to look for findings when the result is
    used; ``cache()`` it where it is dear to compute. Spark's rows have no order, so findings are named by the caller's
    key and not by row numbers.

    Args:
        df: the table.
        key: columns that name a row; they stand in the result as they are, and nowhere else.
        output: where to keep ``findings`` and ``fields`` as Parquet, with ``record_token``, a keyed hash, in place of
            the key. The key itself is stored nowhere.
        options: ``name`` of the table, and ``key_file``, ``rules`` and ``ner`` as in ``ScanSettings``.

    Returns:
        One row per finding: the key, ``record_token``, and what ``findings/`` says of a finding.

    Raises:
        piiscan.model.errors.UsageError: no key is named, or it is no column of the table.
    """
    _check_key(df, key)
    name = options.pop("name", "table")
    context = make_context(ScanSettings((name,), Path(), faces="off", pixels="off", **options))
    table = TableScan(context, name)
    verdicts = _judged(df.mapInArrow(table.sketch, _SKETCHES_DDL).collect(), context, name)
    found = df.mapInArrow(partial(_find, table, verdicts, tuple(key)), _found_schema(df, key))
    if output is not None:
        found.drop(*key).write.parquet(f"{output}/findings")
        rows = [(verdict.field, str(verdict.category), verdict.confidence, [*verdict.reasons]) for verdict in verdicts]
        df.sparkSession.createDataFrame(rows, _FIELDS_DDL).write.parquet(f"{output}/fields")
    return found


_SKETCHES_DDL = (
    "asset string, table string, name string, position int, rows long, nulls long, hashes array<long>, "
    "weights array<long>, passes array<string>"
)
_FIELDS_DDL = "field string, category string, confidence double, reasons array<string>"


def _check_key(df: "DataFrame", key: "Sequence[str]") -> None:
    if isinstance(key, str) or not key:
        raise UsageError("name the columns that make up the key of a row, such as key=['id']: findings refer to them")
    if missing := [name for name in key if name not in df.columns]:
        raise UsageError(f"the table has no column {display_name(missing[0])} for the key")
    if clash := {RECORD_TOKEN, *FOUND.names}.intersection(key):
        raise UsageError(f"a column of the key has the name of one of the result: rename {min(clash)}")


def _judged(rows: "list[Row]", context: ScanContext, name: str) -> tuple[Verdict, ...]:
    """Return the verdicts on the columns, from all that the tasks counted."""
    merged: dict[str, ColumnSketch] = {}
    for row in rows:
        sketch = sketch_of({**row.asDict(), "hashes": unsigned(row["hashes"])})
        known = merged.get(sketch.name)
        merged[sketch.name] = sketch if known is None else merge_sketches(known, sketch)
    return tuple(judge_table(name, merged.values(), load_rulebook(context.rules_dirs)))


def _find(table: TableScan, verdicts: tuple[Verdict, ...], key: tuple[str, ...], batches: Any) -> Any:
    return table.find(batches, verdicts, key)


def _found_schema(df: "DataFrame", key: "Sequence[str]") -> "StructType":
    from pyspark.sql.types import DoubleType, IntegerType, StringType, StructField, StructType

    kinds = {pa.string(): StringType(), pa.float64(): DoubleType(), pa.int32(): IntegerType()}
    own = [StructField(RECORD_TOKEN, StringType()), *(StructField(each.name, kinds[each.type]) for each in FOUND)]
    return StructType([*(df.schema[name] for name in key), *own])

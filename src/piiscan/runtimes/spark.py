"""Runs units in Spark: each task gets one unit's description, and gives back one row on how it ended."""

import pickle
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from piiscan.model.errors import PiiscanError, UsageError
from piiscan.model.units import Unit, UnitStatus

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

MISSING = "Spark needs another package: install piiscan-dataset[spark]"

Work = Callable[[Unit, int], UnitStatus]
"""Runs one unit; the number counts how often Spark has tried its task before. Must be picklable."""

_MOST_TASKS = 50_000
"""Units beyond share tasks, since Spark's driver keeps a record of each task."""

_STATUS = pa.schema(
    [
        ("unit", pa.string()),
        ("pieces", pa.int64()),
        ("size", pa.int64()),
        ("findings", pa.int64()),
        ("failed", pa.list_(pa.string())),
        ("refused", pa.string()),
    ]
)
_STATUS_DDL = "unit string, pieces long, size long, findings long, failed array<string>, refused string"


def run_spark(spark: "SparkSession", work: Work, units: Sequence[Unit], told: Callable[[UnitStatus], None]) -> None:
    """Run the units as tasks of a Spark job, and tell how each ended once all have.

    Raises:
        UsageError: a worker refused, such as for another key than the plan's.
    """
    packed = [(unit.id, bytearray(pickle.dumps(unit))) for unit in units]
    tasks = spark.sparkContext.parallelize(packed, min(len(packed), _MOST_TASKS))
    frame = spark.createDataFrame(tasks, "id string, unit binary").mapInArrow(_task(work), _STATUS_DDL)
    for row in frame.collect():
        if row["refused"] is not None:
            raise UsageError(f"a worker refused: {row['refused']}")
        told(UnitStatus(row["unit"], row["pieces"], row["size"], row["findings"], tuple(row["failed"])))


def _task(work: Work) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    def run(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        from pyspark import TaskContext

        context = TaskContext.get()
        attempt = context.attemptNumber() if context else 0
        for batch in batches:
            for packed in batch.column("unit"):
                yield _answer(work, pickle.loads(packed.as_py()), attempt)  # noqa: S301 - packed by run_spark

    return run


def _answer(work: Work, unit: Unit, attempt: int) -> pa.RecordBatch:
    """Return the status row of a unit; a refusal is a row too, since an exception would only be tried again."""
    row: dict[str, Any] = {"unit": unit.id, "pieces": len(unit.pieces), "size": unit.size, "findings": 0, "failed": []}
    try:
        status = work(unit, attempt)
        row |= {"findings": status.findings, "failed": list(status.failed)}
    except PiiscanError as error:
        row["refused"] = str(error)
    return pa.RecordBatch.from_pylist([row], schema=_STATUS)

"""The same scan by Spark ``local[2]`` and by the pool with two processes: what Spark costs once it has started.

``python -m benchmarks.spark FILES`` measures another size than ``scripts/bench spark`` does.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.csv

from benchmarks.measure import BenchmarkError, machine
from benchmarks.table import make_group

FILES = 150
"""About five minutes of the pool on two cores, of which one reads a file in 4 to 5 seconds."""

ROWS = 60_000
"""Rows of a file, 19 MB of CSV."""

QUICK_ROWS = 500

_SCRIPT = """
import json, sys
from pathlib import Path
from time import perf_counter
from benchmarks.spark import SessionClock, run_by_pool, run_by_spark, start_spark
from piiscan.scan import scan
from piiscan.settings import ScanSettings

if __name__ == "__main__":
    by, folder = sys.argv[1], Path(sys.argv[2])
    clock = SessionClock()
    clock.start()
    marks = [(perf_counter(), clock.seconds())]
    runtime = run_by_spark(start_spark()) if by == "spark" else run_by_pool
    scan(ScanSettings((str(folder / "tiny"),), folder / f"{by}-tiny"), runtime=runtime)
    marks.append((perf_counter(), clock.seconds()))
    reading = []
    def timed(plan, units, told):
        began = perf_counter()
        runtime(plan, units, told)
        reading.append(perf_counter() - began)
    scan(ScanSettings((str(folder / "members"),), folder / by), runtime=timed)
    marks.append((perf_counter(), clock.seconds()))
    (wall, cpu), (wall_2, cpu_2), (wall_3, cpu_3) = marks
    print(json.dumps({
        "start_wall": wall_2 - wall, "start_cpu": cpu_2 - cpu,
        "job_wall": wall_3 - wall_2, "job_cpu": cpu_3 - cpu_2, "reading_wall": sum(reading),
    }))
"""


def measure(folder: Path, quick: bool) -> dict[str, Any]:
    """Make the inputs and measure a job of about five minutes, or a tiny one where quick."""
    files, rows = (2, QUICK_ROWS) if quick else (FILES, ROWS)
    write_inputs(folder, files, rows)
    return measure_inputs(folder, f"{files} files of {rows:,} rows x 20 columns")


def measure_inputs(folder: Path, told: str) -> dict[str, Any]:
    """Return the figures for the inputs in a folder.

    Start-up is told apart: it is what comes before the job, which is starting the session and a scan of one small file.
    The pool's processes start anew with each job, so their start counts as the job's, against the pool.
    """
    script = folder / "one_side.py"
    script.write_text(_SCRIPT)  # a file, since worker processes import it
    pool, spark = (_one_side(script, by, folder) for by in ("pool", "spark"))
    return {
        "name": "spark",
        "unit": f"seconds of wall time for a scan of {told}, after start-up",
        "ours": round(spark["job_wall"], 3),
        "against": round(pool["job_wall"], 3),
        "ratio": round(spark["job_wall"] / pool["job_wall"], 3),
        "cpu_ratio": round(spark["job_cpu"] / pool["job_cpu"], 3),
        "reading_ratio": round(spark["reading_wall"] / pool["reading_wall"], 3),
        "spark": {name: round(value, 2) for name, value in spark.items()},
        "pool": {name: round(value, 2) for name, value in pool.items()},
        "machine": machine(),
    }


def write_inputs(folder: Path, files: int, rows: int) -> None:
    """Write the dataset, and the small one that start-up reads."""
    _write(folder / "members", files, rows)
    _write(folder / "tiny", 2, 100)


def _write(folder: Path, files: int, rows: int) -> None:
    folder.mkdir()
    random = np.random.default_rng(1)
    for number in range(files):
        pyarrow.csv.write_csv(make_group(random, number * rows, rows), folder / f"part-{number:04d}.csv")


def _one_side(script: Path, by: str, folder: Path) -> dict[str, float]:
    environment = os.environ | {"PYTHONPATH": os.getcwd(), "PIISCAN_KEY": "a key for measuring only"}  # noqa: PTH109
    done = subprocess.run(
        [sys.executable, str(script), by, str(folder)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,
    )
    if done.returncode:
        raise BenchmarkError(f"the scan by {by} ended with {done.returncode}:\n{done.stderr[-2000:]}")
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


def start_spark() -> Any:
    """Return a session with two threads on this machine."""
    from pyspark.sql import SparkSession

    os.environ |= {"PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}
    session = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    return session


def run_by_spark(spark: Any) -> Any:
    """Return the runtime that ``piiscan.spark.scan`` uses."""
    from functools import partial

    from piiscan.spark import _run_units

    return partial(_run_units, spark, None)


def run_by_pool(plan: Any, _units: list[Any], told: Any) -> None:
    """Run units as ``piiscan scan --workers 2`` does."""
    from piiscan.scan import run_units

    run_units(plan, plan.units_to_do(), 2, told)


class SessionClock(threading.Thread):
    """Counts the CPU of all processes of this session, twice a second: what has ended cannot be asked any more."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._ticks: dict[tuple[str, str], int] = {}
        self._counting = threading.Lock()

    def run(self) -> None:
        """Look again and again."""
        while True:
            self.seconds()
            time.sleep(0.5)

    def seconds(self) -> float:
        """Return the seconds of CPU so far."""
        with self._counting:
            for process in Path("/proc").iterdir():
                if process.name.isdigit() and (seen := _seen(process, os.getsid(0))):
                    self._ticks[process.name, seen[0]] = seen[1]
            return sum(self._ticks.values()) / os.sysconf("SC_CLK_TCK")


def _seen(process: Path, session: int) -> tuple[str, int] | None:
    """Return when a process of the session began, and its ticks of CPU."""
    try:
        fields = (process / "stat").read_text().rpartition(")")[2].split()
    except OSError:  # it ended meanwhile
        return None
    return (fields[19], int(fields[11]) + int(fields[12])) if int(fields[3]) == session else None


def main() -> None:
    """Measure a size of the caller's choice; a folder that has the inputs already is taken as it is."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.spark")
    parser.add_argument("files", type=int, nargs="?", default=FILES)
    parser.add_argument("--inputs", type=Path, help="folder for the inputs, kept; made when absent")
    parser.add_argument("--make", action="store_true", help="only make the inputs")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="piiscan-bench-") as held:
        folder = asked.inputs or Path(held)
        if not (folder / "members").exists():
            folder.mkdir(exist_ok=True)
            write_inputs(folder, asked.files, ROWS)
        if not asked.make:
            print(json.dumps(measure_inputs(folder, f"{asked.files} files of {ROWS:,} rows x 20 columns"), indent=2))


if __name__ == "__main__":
    main()

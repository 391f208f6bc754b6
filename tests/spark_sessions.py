"""Sessions of Spark for tests; a process has one at a time, with the environment that it was started in."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

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

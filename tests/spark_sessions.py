"""Sessions of Spark for tests; a process has one at a time, with the environment that it was started in."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
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

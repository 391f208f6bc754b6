"""pyarrow without pandas."""

import subprocess
import sys

WITHOUT = """
import sys
from piiscan.model.without_pandas import leave_pandas_out
leave_pandas_out()
import pyarrow as pa
table = pa.table({"a": pa.array(["x", None])})
print("pandas" in sys.modules, len(table.to_pandas()), "pandas" in sys.modules)
"""


def test_pandas_is_loaded_only_when_asked_for() -> None:
    """
    Arrays are made without pandas; a conversion to pandas still finds it.
    """
    ran = subprocess.run([sys.executable, "-c", WITHOUT], capture_output=True, text=True, check=True)  # noqa: S603

    assert "False 2 True" == ran.stdout.strip()


WITH = """
import pandas
from piiscan.model.without_pandas import leave_pandas_out
leave_pandas_out()
import pyarrow as pa
print(pa.array(pandas.Series([1.0, float("nan")])).null_count)
"""


def test_a_process_that_has_pandas_keeps_it() -> None:
    """
    Where pandas is loaded already, pyarrow knows its objects.
    """
    ran = subprocess.run([sys.executable, "-c", WITH], capture_output=True, text=True, check=True)  # noqa: S603

    assert "1" == ran.stdout.strip()

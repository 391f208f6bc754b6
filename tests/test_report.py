"""The same from Python: paths, DataFrames and Arrow tables in, a report out."""

from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest

import piiscan

PEOPLE = {"email": ["zorelia@example.com", "ostle@example.org"], "width": [1.5, 2.5]}


@pytest.mark.parametrize("kind", ["frame", "table", "batch"])
def test_tables_in_memory(kind: str) -> None:
    """
    A DataFrame, an Arrow table and a record batch give the same report, and nothing of them is written elsewhere.
    """
    data: dict[str, Any] = {
        "frame": pd.DataFrame(PEOPLE),
        "table": pa.table(PEOPLE),
        "batch": pa.RecordBatch.from_pydict(PEOPLE),
    }
    report = piiscan.scan(data[kind])
    fields = report.fields.to_pandas()

    assert [("email", "identifier.email")] == list(zip(fields.field, fields.category, strict=True))
    assert [0, 1] == sorted(report.findings.to_pandas().record)
    assert "block" == report.verdict.partition(",")[0] or "review" == report.verdict.partition(",")[0]


def test_path(tmp_path: Path) -> None:
    """
    A path is scanned into the folder named, and the report's tables are there as Arrow datasets.
    """
    (tmp_path / "a.csv").write_text("email\nzorelia@example.com\n")
    report = piiscan.scan(tmp_path / "a.csv", tmp_path / "r", pixels="off")

    assert tmp_path / "r" == report.path
    assert (1, 1, 1, 0) == tuple(
        table.count_rows() for table in (report.findings, report.records, report.assets, report.pictures)
    )
    assert ["a.csv"] == report.assets.to_table(columns=["asset"])["asset"].to_pylist()


def test_report_without_a_place_goes_with_its_object() -> None:
    """
    A report that was given no folder lies in a temporary one, and is gone with the object.
    """
    report = piiscan.scan(pa.table(PEOPLE))
    path = report.path
    assert (path / "run.json").exists()
    del report

    assert not path.exists()


def test_other_things_are_refused() -> None:
    """
    What is neither a path nor a table is refused by its type, without its text.
    """
    with pytest.raises(TypeError, match="not int"):
        piiscan.scan(7)

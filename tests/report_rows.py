"""Reads reports back, so that two of them can be compared."""

from pathlib import Path
from typing import Any

import pyarrow.dataset as ds

TABLES = ("findings", "records", "fields", "pictures", "assets", "links")


def rows_of(report: Path, table: str, *columns: str) -> list[tuple[Any, ...]]:
    """Return the rows of one table in an order of their own, all columns or these."""
    content = ds.dataset(report / table, format="parquet").to_table(columns=list(columns) or None)
    rows = zip(*(content[name].to_pylist() for name in content.column_names), strict=True)
    return sorted(rows, key=repr)


def whole_report(report: Path, without: tuple[str, ...] = ()) -> dict[str, list[tuple[Any, ...]]]:
    """Return all tables of a report but these columns."""
    return {
        table: rows_of(report, table, *[name for name in _names(report, table) if name not in without])
        for table in TABLES
    }


def _names(report: Path, table: str) -> list[str]:
    names: list[str] = ds.dataset(report / table, format="parquet").schema.names
    return names


def categories(report: Path, asset: str) -> dict[str, str]:
    """Return field and category of each column judged in an asset."""
    rows = rows_of(report, "fields", "asset", "field", "category")
    return {field: category for name, field, category in rows if name == asset}

"""Makes small, invented reports: rows with defaults, in a database or as the files of a report."""

from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from piiscan.model.run import ScanFacts
from piiscan.model.schemas import PUBLISHED
from piiscan.model.transfer import Declaration, TransferField
from piiscan.reports.folder import create_report_folder, ensure_parts, write_part

Row = dict[str, Any]

DECLARED = Declaration(dict.fromkeys(TransferField, "said"), "ab" * 32)
"""A declaration that answers everything."""


def finding(asset: str, record: int, category: str, field: str = "pixels", **other: Any) -> Row:
    """One row of findings."""
    row = {"evidence": "column", "detector": "column.x", "confidence": 0.9}
    return {"asset": asset, "record": record, "category": category, "field": field, **row, **other}


def findings(asset: str, record: int, *categories: str) -> list[Row]:
    """Rows of findings of one record."""
    return [finding(asset, record, category, field=category.partition(".")[2]) for category in categories]


def link(asset: str, record: int, role: str, token: str, field: str = "id", level: str = "exact") -> Row:
    """One row of links; the token is any short text."""
    mark = token.encode().ljust(8, b"\0")
    return {"asset": asset, "record": record, "field": field, "role": role, "level": level, "token": mark}


def field_row(asset: str, field: str, category: str, **other: Any) -> Row:
    """One row of fields."""
    row: Row = {"confidence": 0.9, "origin": "unknown", "reasons": ["its header says so"], "alternatives": []}
    return {"asset": asset, "table": asset, "field": field, "category": category, "matched": 1, **row, **other}


def picture(asset: str, record: int = 0, photo: float | None = 0.9, **other: Any) -> Row:
    """One row of pictures."""
    return {"asset": asset, "record": record, "photo": photo, "face_check": "not_run", **other}


def asset_row(asset: str, status: str = "complete", kind: str = "table", **other: Any) -> Row:
    """One row of the ledger."""
    row = {"uri": f"file:///data/{asset}", "size": 10, "sha256": "ab", "records": 1, "records_scanned": 1}
    return {"asset": asset, "status": status, "kind": kind, "in_snapshot": True, **row, **other}


def database(**tables: list[Row]) -> duckdb.DuckDBPyConnection:
    """Return a database with the report's tables; those not named are empty."""
    db = duckdb.connect()
    for name, schema in PUBLISHED.items():
        db.register("rows", pa.Table.from_pylist(tables.get(name, []), schema=schema))
        db.execute(f"CREATE TABLE {name} AS FROM rows")
        db.unregister("rows")
    return db


def write_report(folder: Path, **tables: list[Row]) -> Path:
    """Write a report with these rows and return its folder."""
    create_report_folder(folder)
    ensure_parts(folder)
    for name, rows in tables.items():
        write_part(folder, name, "u1", pa.Table.from_pylist(rows, schema=PUBLISHED[name]))
    return folder


def scan_facts(**changes: Any) -> ScanFacts:
    """What an invented scan knew."""
    facts: dict[str, Any] = {
        "datasets": ("/data/export",),
        "tool_version": "0.1.0",
        "rules_hash": "ab" * 32,
        "taxonomy_version": "0123456789ab",
        "key_id": "key-1",
        "settings": (("pixels", "auto"),),
        "not_looked_for": ("names in running text",),
        "started": "2026-11-23T08:00:00Z",
        "finished": "2026-11-23T08:00:09Z",
    }
    return ScanFacts(**facts | changes)

"""The plan and the unfinished work as files inside a report: what settles, resumes and other machines read.

``plan/`` holds ``context.json``, ``assets/``, ``units/`` and ``tables/``; ``work/`` holds what each unit counted and
how it ended. A unit is done when its outcomes are there: they are written last.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from piiscan.model.arrow_types import ArrowArray
from piiscan.model.assets import Asset
from piiscan.model.categories import Category
from piiscan.model.columns import Origin, Verdict
from piiscan.model.errors import ReportError
from piiscan.model.limits import Limits
from piiscan.model.meanings import ColumnMeaning
from piiscan.model.schemas import OUTCOMES, SKETCHES
from piiscan.model.units import Piece, ScanContext, Unit, UnitResult
from piiscan.reports.folder import write_part

PLAN_ASSETS = pa.schema(
    [
        pa.field("name", pa.string(), nullable=False),
        pa.field("uri", pa.string(), nullable=False),
        pa.field("size", pa.int64(), nullable=False),
        pa.field("modified_ns", pa.int64(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("etag", pa.string()),
        pa.field("media_type", pa.string()),
        pa.field("reader", pa.string()),
        pa.field("status", pa.string()),
        pa.field("reason", pa.string()),
        pa.field("in_snapshot", pa.bool_(), nullable=False),
    ]
)
"""One row per asset discovered."""

PLAN_VERDICTS = pa.schema(
    [
        pa.field("table", pa.string(), nullable=False),
        pa.field("field", pa.string(), nullable=False),
        pa.field("category", pa.string(), nullable=False),
        pa.field("detector", pa.string(), nullable=False),
        pa.field("confidence", pa.float64(), nullable=False),
        pa.field("origin", pa.string(), nullable=False),
        pa.field("reasons", pa.list_(pa.string()), nullable=False),
        pa.field("alternatives", pa.list_(pa.string()), nullable=False),
        pa.field("precision", pa.float64()),
    ]
)
"""One row per column judged to be about a person."""

_DIALECT = pa.struct(
    [
        ("encoding", pa.string()),
        ("delimiter", pa.string()),
        ("columns", pa.list_(pa.string())),
        ("skip_rows", pa.int32()),
        ("data_start", pa.int64()),
        ("labels", pa.list_(pa.string())),
    ]
)
_PIECE = pa.struct(
    [
        ("asset", pa.string()),
        ("uri", pa.string()),
        ("reader", pa.string()),
        ("size", pa.int64()),
        ("version", pa.string()),
        ("start", pa.int64()),
        ("stop", pa.int64()),
        ("first_record", pa.int64()),
        ("table", pa.string()),
        ("dialect", _DIALECT),
        ("pixels", pa.bool_()),
        ("hashes", pa.bool_()),
        ("codec", pa.string()),
        ("note", pa.string()),
        ("looked", pa.bool_()),
    ]
)
PLAN_UNITS = pa.schema(
    [
        pa.field("id", pa.string(), nullable=False),
        pa.field("size", pa.int64(), nullable=False),
        pa.field("pieces", pa.list_(_PIECE), nullable=False),
    ]
)
"""One row per unit."""

PLAN_MEANINGS = pa.schema([(name, pa.string()) for name in ("source", "column", "words")])
"""One row per column that a data dictionary speaks of; of its words those that rules know."""

PLAN_OTHERWISE = pa.schema(
    [pa.field("asset", pa.string(), nullable=False), pa.field("version", pa.string(), nullable=False)]
)
"""One row per asset that is a table or an archive although its name says that it is none."""


def write_rows(folder: Path, part: str, table: pa.Table) -> None:
    """Write an internal table whole, by rename."""
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / f".{part}.tmp"
    pq.write_table(table, unfinished, compression="zstd")
    unfinished.replace(folder / f"{part}.parquet")


def assets_table(assets: Iterable[Asset]) -> pa.Table:
    """Return assets as rows of the plan."""
    rows = list(assets)
    return pa.table({item.name: [getattr(row, item.name) for row in rows] for item in PLAN_ASSETS}, schema=PLAN_ASSETS)


def write_meanings(report: Path, meanings: Iterable[ColumnMeaning]) -> None:
    """Keep what data dictionaries say of columns; it was reduced to words that rules know."""
    table = pa.Table.from_pylist([asdict(meaning) for meaning in meanings], schema=PLAN_MEANINGS)
    write_rows(report / "plan" / "meanings", "meanings", table)


def read_meanings(report: Path) -> tuple[ColumnMeaning, ...]:
    """Return what data dictionaries say of columns; nothing in a report without a plan."""
    path = report / "plan" / "meanings" / "meanings.parquet"
    if not path.exists():
        return ()
    return tuple(ColumnMeaning(**row) for row in pq.read_table(path).to_pylist())


def write_context(report: Path, context: ScanContext, roots: Iterable[str]) -> None:
    """Keep the settings of the scan and the roots it covers."""
    content = {**asdict(context), "roots": list(roots)}
    path = report / "plan" / "context.json"
    unfinished = path.with_suffix(".tmp")
    unfinished.write_text(json.dumps(content, indent=1, sort_keys=True), encoding="utf-8")
    unfinished.replace(path)


def read_context(report: Path) -> tuple[ScanContext, tuple[str, ...]] | None:
    """Return the settings and roots of the scan that the report holds, or None in a new one.

    Raises ReportError where the file is damaged.
    """
    path = report / "plan" / "context.json"
    if not path.exists():
        return None
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        roots = tuple(content.pop("roots"))
        content["rules_dirs"] = tuple(content["rules_dirs"])
        content["limits"] = Limits(**content.get("limits", {}))
        known = {item.name for item in fields(ScanContext)}
        return ScanContext(**{name: value for name, value in content.items() if name in known}), roots
    except (ValueError, KeyError, TypeError):
        raise ReportError(f"{path} is damaged: scan into a new report") from None


def keep_result(report: Path, unit: str, result: UnitResult) -> None:
    """Write what a unit found under the unit's id; outcomes last, since they say that the rest is there."""
    for name in ("findings", "links", "pictures"):
        if (rows := getattr(result, name)).num_rows:
            write_part(report, name, unit, rows)
    if result.sketches.num_rows:
        write_rows(report / "work" / "sketches", unit, result.sketches)
    write_rows(report / "work" / "outcomes", unit, result.outcomes)


def done_units(report: Path) -> frozenset[str]:
    """Return the ids of the units whose results are there."""
    return frozenset(path.stem for path in (report / "work" / "outcomes").glob("*.parquet"))


def drop_parts(report: Path, keep: frozenset[str]) -> None:
    """Remove the parts of units that are no longer in the plan; parts that settling wrote have names of their own."""
    for folder in (report / name for name in ("work/outcomes", "work/sketches", "findings", "links", "pictures")):
        for path in folder.glob("u-*.parquet"):
            if path.stem not in keep:
                path.unlink(missing_ok=True)


def read_sketches(report: Path, units: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Yield the sketches of these units, row by row; one row per column and piece."""
    yield from _rows(report / "work" / "sketches", units, SKETCHES)


def read_outcomes(report: Path, units: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Yield how the pieces of these units ended."""
    yield from _rows(report / "work" / "outcomes", units, OUTCOMES)


def _rows(folder: Path, units: Iterable[str], schema: pa.Schema) -> Iterator[dict[str, Any]]:
    for unit in units:
        if (path := folder / f"{unit}.parquet").exists():
            yield from pq.read_table(path, schema=schema).to_pylist()


def verdicts_table(verdicts: Iterable[Verdict]) -> pa.Table:
    """Return column verdicts as rows of the plan's ``tables``."""
    return pa.Table.from_pylist([asdict(verdict) for verdict in verdicts], schema=PLAN_VERDICTS)


def settled_tables(report: Path) -> dict[str, tuple[Verdict, ...]]:
    """Return the tables that an earlier run of this report planned, each with the verdicts that it settled on."""
    units, verdicts = (report / "plan" / name / f"{name}.parquet" for name in ("units", "tables"))
    if not units.exists() or not verdicts.exists():
        return {}
    pieces = pq.read_table(units, columns=["pieces"])["pieces"].combine_chunks().flatten()
    settled: dict[str, list[Verdict]] = {name: [] for name in pieces.field("table").unique().to_pylist() if name}
    for row in pq.read_table(verdicts).to_pylist():
        settled.setdefault(row["table"], []).append(_verdict(row))
    return {name: tuple(found) for name, found in settled.items()}


def _verdict(row: dict[str, Any]) -> Verdict:
    return Verdict(
        **{
            **row,
            "category": Category(row["category"]),
            "origin": Origin(row["origin"]),
            "reasons": tuple(row["reasons"]),
            "alternatives": tuple(row["alternatives"]),
        }
    )


def known_otherwise(report: Path) -> frozenset[tuple[str, str]]:
    """Return name and version of the assets that an earlier run of this report found to be tables or archives."""
    path = report / "plan" / "otherwise" / "otherwise.parquet"
    rows = pq.read_table(path).to_pylist() if path.exists() else []
    return frozenset((row["asset"], row["version"]) for row in rows)


def write_otherwise(report: Path, known: Iterable[tuple[str, str]]) -> None:
    """Keep which assets are tables or archives against what their names say, with their versions."""
    rows = [{"asset": asset, "version": version} for asset, version in sorted(known)]
    write_rows(report / "plan" / "otherwise", "otherwise", pa.Table.from_pylist(rows, schema=PLAN_OTHERWISE))


def write_plan_units(report: Path, units: Iterable[Unit]) -> None:
    """Keep the units: what each reads; its verdicts are those of the tables that its pieces name."""
    each = list(units)
    pieces = [piece for unit in each for piece in unit.pieces]
    columns = [_piece_column(item, pieces) for item in _PIECE]
    ends = np.cumsum([0, *(len(unit.pieces) for unit in each)], dtype=np.int32)
    table = {
        "id": pa.array([unit.id for unit in each], pa.string()),
        "size": pa.array([unit.size for unit in each], pa.int64()),
        "pieces": pa.ListArray.from_arrays(pa.array(ends), pa.StructArray.from_arrays(columns, fields=list(_PIECE))),
    }
    write_rows(report / "plan" / "units", "units", pa.table(table, schema=PLAN_UNITS))


def _piece_column(item: "pa.Field[Any]", pieces: list[Piece]) -> ArrowArray:
    """Return one field of all pieces; there may be a million of them, so none becomes a dictionary."""
    values = [getattr(piece, item.name) for piece in pieces]
    if item.name == "dialect":
        values = [None if value is None else asdict(value) for value in values]
    return pa.array(values, item.type)

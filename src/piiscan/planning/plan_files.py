"""The plan and the unfinished work as files inside a report: what settles, resumes and other machines read.

``plan/`` holds ``context.json``, ``assets/``, ``units/`` and ``tables/``; ``work/`` holds what each unit counted and
how it ended. A unit is done when its outcomes are there: they are written last.
"""

import json
import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, fields
from operator import itemgetter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from piiscan.model.assets import Asset
from piiscan.model.categories import Category
from piiscan.model.columns import Origin, Verdict
from piiscan.model.errors import ReportError
from piiscan.model.limits import Limits
from piiscan.model.listed import BATCH_ROWS, LISTED, SURVEYED, assets_of
from piiscan.model.meanings import ColumnMeaning
from piiscan.model.pieces import PIECE
from piiscan.model.rows import grouped
from piiscan.model.schemas import SCHEMA_VERSION, SKETCHES, VERSION_KEY
from piiscan.model.units import ScanContext, UnitResult
from piiscan.planning.cutting import UnitRows
from piiscan.planning.survey import tell_what_was_seen
from piiscan.reports.folder import replace_text, replacing, write_part

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

PLAN_OPENED = pa.schema([pa.field("piece", PIECE, nullable=False), pa.field("group", pa.string())])
"""One row per piece of what planning opened; tables that may be parts of one another are of one group."""

PLAN_UNITS = pa.schema(
    [
        pa.field("id", pa.string(), nullable=False),
        pa.field("reads", pa.binary(), nullable=False),
        pa.field("size", pa.int64(), nullable=False),
        pa.field("tables", pa.list_(pa.string()), nullable=False),
        pa.field("pieces", pa.list_(PIECE), nullable=False),
    ]
)
"""One row per unit: the hash of what it reads, its bytes, the tables whose verdicts it needs, and what it reads."""

UNIT_PARTS = ("unopened", "opened")
"""The files of ``plan/units``: what planning did not open, and what it did."""

_UNITS_AT_ONCE = 16
_IDS_AT_ONCE = 65_536

PLAN_MEANINGS = pa.schema([(name, pa.string()) for name in ("source", "column", "words")])
"""One row per column that a data dictionary speaks of; of its words those that rules know."""

PLAN_OTHERWISE = pa.schema(
    [pa.field("asset", pa.string(), nullable=False), pa.field("version", pa.string(), nullable=False)]
)
"""One row per asset that is a table or an archive although its name says that it is none."""


def plan_file(report: Path, table: str, part: str | None = None) -> Path:
    """Return where a table of the plan lies; only ``units`` has several parts."""
    return report / "plan" / table / f"{part or table}.parquet"


def write_rows(folder: Path, part: str, table: pa.Table) -> None:
    """Write an internal table whole, by rename."""
    with writing_rows(folder / f"{part}.parquet", table.schema) as writer:
        writer.write_table(table)


@contextmanager
def writing_rows(target: Path, schema: pa.Schema) -> Iterator[pq.ParquetWriter]:
    """Give a writer of an internal table, which takes its place when all went well."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with replacing(target) as unfinished, pq.ParquetWriter(unfinished, schema, compression="zstd") as writer:
        writer.add_key_value_metadata({VERSION_KEY: SCHEMA_VERSION})
        yield writer


def planned_assets(report: Path, names: Collection[str]) -> Iterator[Asset]:
    """Yield the assets of these names."""
    wanted = pa.array(names, pa.string())
    with pq.ParquetFile(plan_file(report, "assets")) as file:
        for batch in file.iter_batches():
            found = batch.filter(pc.is_in(batch.column("name"), wanted))
            yield from assets_of(found.select(LISTED.names))


def correct_assets(report: Path, seen: Mapping[str, Asset]) -> None:
    """Put what opening assets showed into the plan, by their names."""
    target = plan_file(report, "assets")
    with pq.ParquetFile(target) as file, writing_rows(target, SURVEYED) as writer:
        for batch in file.iter_batches(BATCH_ROWS):
            names = batch.column("name").to_pylist()
            columns: dict[str, Any] = {item.name: batch.column(item.name) for item in SURVEYED}
            columns["kind"] = columns["kind"].to_pylist()
            tell_what_was_seen(columns, {place: seen[name] for place, name in enumerate(names) if name in seen})
            arrays = [pa.array(column, item.type) for column, item in zip(columns.values(), SURVEYED, strict=True)]
            writer.write_batch(pa.RecordBatch.from_arrays(arrays, schema=SURVEYED))


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
    replace_text(report / "plan" / "context.json", json.dumps(content, indent=1, sort_keys=True))


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


_ALIKE = {"findings": ("asset", "category", "field"), "links": ("asset", "field", "role", "level")}
"""What rows of one column share."""


def keep_result(report: Path, unit: str, result: UnitResult) -> None:
    """Write what a unit found under the unit's id; outcomes last, since they say that the rest is there."""
    for name in ("findings", "links", "pictures"):
        if (rows := getattr(result, name)).num_rows:
            write_part(report, name, unit, grouped(rows, _ALIKE[name]) if name in _ALIKE else rows)
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
    for unit in units:
        if (path := report / "work" / "sketches" / f"{unit}.parquet").exists():
            yield from pq.read_table(path, schema=SKETCHES).to_pylist()


def work_parts(report: Path, table: str, units: Iterable[str]) -> list[str]:
    """Return the files of ``outcomes`` or ``sketches`` that these units left."""
    folder = report / "work" / table
    there = {entry.name for entry in os.scandir(folder)} if folder.exists() else set()
    return [str(folder / f"{unit}.parquet") for unit in units if f"{unit}.parquet" in there]


def verdicts_table(verdicts: Iterable[Verdict]) -> pa.Table:
    """Return column verdicts as rows of the plan's ``tables``."""
    return pa.Table.from_pylist([asdict(verdict) for verdict in verdicts], schema=PLAN_VERDICTS)


def write_verdicts(report: Path, verdicts: Iterable[Verdict]) -> None:
    """Keep what the columns of all tables were judged to be."""
    write_rows(report / "plan" / "tables", "tables", verdicts_table(verdicts))


def read_verdicts(report: Path) -> tuple[Verdict, ...]:
    """Return what the columns of all tables were judged to be, in order of tables; nothing before that is known."""
    path = plan_file(report, "tables")
    rows = pq.read_table(path).to_pylist() if path.exists() else []
    return tuple(_verdict(row) for row in sorted(rows, key=itemgetter("table")))


def settled_tables(report: Path) -> dict[str, tuple[Verdict, ...]]:
    """Return the tables that an earlier run of this report planned, each with the verdicts that it settled on."""
    units = plan_file(report, "units", "opened")
    if not units.exists() or not plan_file(report, "tables").exists():
        return {}
    planned = pc.unique(pq.read_table(units, columns=["tables"])["tables"].combine_chunks().flatten())
    settled: dict[str, list[Verdict]] = {name: [] for name in planned.to_pylist()}
    for verdict in read_verdicts(report):
        settled.setdefault(verdict.table, []).append(verdict)
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


def write_units(report: Path, part: str, units: Iterable[tuple[list[str], UnitRows]]) -> None:
    """Keep units with their ids; their verdicts are those of the tables that they name."""
    with writing_rows(plan_file(report, "units", part), PLAN_UNITS) as writer:
        for ids, rows in units:
            pieces = pa.ListArray.from_arrays(pa.array([0, *rows.ends], pa.int32()), rows.pieces)
            columns = [ids, rows.reads, rows.sizes, rows.tables]
            arrays = [pa.array(column, item.type) for column, item in zip(columns, PLAN_UNITS, strict=False)]
            writer.write_batch(pa.RecordBatch.from_arrays([*arrays, pieces], schema=PLAN_UNITS))


def read_units(report: Path, part: str, columns: Sequence[str] = PLAN_UNITS.names) -> Iterator[pa.RecordBatch]:
    """Yield the units of one part of the plan, a few at a time where their pieces are wanted."""
    path = plan_file(report, "units", part)
    if path.exists():
        with pq.ParquetFile(path) as file:
            rows = _UNITS_AT_ONCE if "pieces" in columns else _IDS_AT_ONCE
            yield from file.iter_batches(batch_size=rows, columns=list(columns))

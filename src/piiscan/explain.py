"""Says why a column was or was not flagged, and what was found at one record, from a report alone."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from piiscan.detectors.table.judge import CONVINCED, Judged, confidence_of, weigh_table
from piiscan.model.categories import Category
from piiscan.model.columns import ColumnEvidence, ColumnSketch, merge_sketches
from piiscan.model.errors import ReportError, UsageError
from piiscan.planning.plan_files import done_units, read_context, read_meanings, read_sketches
from piiscan.reports.folder import reading_report
from piiscan.risk.parts import risk_lines, take_apart
from piiscan.rulebook.loading import load_rulebook
from piiscan.rulebook.places import shipped_rules
from piiscan.rulebook.risk_weights import load_risk_weights
from piiscan.settling.sketches import sketch_of

_OTHERS = 4
"""Other categories that are named beside the weightiest."""


def explain(report: Path, asset: str, field: str | None = None, record: int | None = None) -> Iterator[str]:
    """Yield the lines that explain an asset, one of its columns, or what was found at one of its records.

    Args:
        report: the report's folder.
        asset: the asset's name as the report has it.
        field: a column; all of them when None.
        record: a record; its findings are listed and no column is explained.

    Raises:
        ReportError: there is no such report, or it is not finished.
        UsageError: the report has no such asset, column or record.
    """
    with reading_report(report):
        yield from _explain(report, asset, field, record)


def _explain(report: Path, asset: str, field: str | None, record: int | None) -> Iterator[str]:
    context = read_context(report)
    if context is None:
        raise ReportError(f"{report} is no report: scan first")
    if record is not None:
        yield from _record(report, asset, record)
        return
    table, columns = _columns(report, asset)
    if not columns:
        yield from _findings(report, asset, "")
        return
    if field is not None and field not in columns:
        raise UsageError(f"{asset} has no column {field}; it has {', '.join(columns)}")
    rulebook = load_rulebook(context[0].rules_dirs)
    if rulebook.hash != context[0].rules_hash:
        yield "The rules have changed since the scan; this is how they judge now."
    judged = weigh_table(table, columns.values(), rulebook, read_meanings(report))
    yield f"{asset}: rows are about {_subject(judged[0])}"
    yield from (f"  {reason.weight:+.1f}  {reason.sentence}" for reason in judged[0].about)
    for each in judged:
        if field in {None, each.column.name}:
            yield from _column(each)


def _subject(judged: Judged) -> str:
    words = {
        "person": "persons",
        "thing": "things",
        "aggregate": "many at once",
        "dwelling": "homes",
        "unknown": "something not known",
    }
    return words[judged.subject]


def _column(judged: Judged) -> Iterator[str]:
    column = judged.column
    yield ""
    yield f"{column.name}: {column.type}, {column.rows} rows, {column.nulls} empty, {column.distinct} distinct"
    if not judged.evidence:
        yield "  not flagged: it is empty" if not column.present else "  not flagged: header and values say nothing"
        return
    best, *others = judged.evidence
    confidence = confidence_of(best)
    flagged = confidence > CONVINCED
    yield f"  {'flagged as' if flagged else 'not flagged; nearest is'} {best.category}, confidence {confidence:.2f}"
    yield from _reasons(best)
    for other in others[:_OTHERS]:
        yield f"  other: {other.category}, confidence {confidence_of(other):.2f} ({other.detector})"


def _reasons(evidence: ColumnEvidence) -> Iterator[str]:
    reasons = sorted(evidence.reasons, key=lambda reason: -reason.weight)
    for reason in reasons:
        yield f"  {'for' if reason.weight > 0 else 'against'}: {reason.weight:+.1f}  {reason.sentence}"
    yield f"  by {evidence.detector}, who says so: {evidence.origin}"


def _columns(report: Path, asset: str) -> tuple[str, dict[str, ColumnSketch]]:
    """Return the table that an asset is part of, and the sketches of its columns over all its parts."""
    tables: defaultdict[str, dict[str, ColumnSketch]] = defaultdict(dict)
    own: set[str] = set()
    for row in read_sketches(report, sorted(done_units(report))):
        sketch, columns = sketch_of(row), tables[row["table"]]
        columns[sketch.name] = merge_sketches(columns[sketch.name], sketch) if sketch.name in columns else sketch
        own |= {row["table"]} if row["asset"] == asset else set()
    table = min(own, default=asset)
    columns = tables.get(table, {})
    return table, dict(sorted(columns.items(), key=lambda item: (item[1].position, item[0])))


def _record(report: Path, asset: str, record: int) -> Iterator[str]:
    yield f"{asset}, record {record}"
    yield from _findings(report, asset, f"AND record = {int(record)}")
    yield from _risk(report, asset, record)


def _risk(report: Path, asset: str, record: int) -> Iterator[str]:
    """Yield the risk of a record and what it is made of; nothing where the record has none."""
    with duckdb.connect() as db:
        scored = db.execute(
            "SELECT categories, k, risk_level FROM read_parquet(?) WHERE asset = ? AND record = ?",
            [str(report / "records" / "*.parquet"), asset, record],
        ).fetchone()
    if scored is not None:
        weights = load_risk_weights(shipped_rules())
        parts = take_apart([Category(name) for name in scored[0]], scored[1], weights)
        yield from risk_lines(parts, scored[2], weights)


def _findings(report: Path, asset: str, where: str) -> Iterator[str]:
    """Yield the findings of an asset, strongest first. Raises UsageError where there is no such asset."""
    parts = {name: str(report / name / "*.parquet") for name in ("assets", "findings")}
    with duckdb.connect() as db:
        seen = db.execute("SELECT status, reason FROM read_parquet(?) WHERE asset = ?", [parts["assets"], asset])
        ledger: Any = seen.fetchone()
        if ledger is None:
            raise UsageError(f"the report has no asset {asset}")
        found = db.execute(
            f"""
            SELECT field, category, detector, round(max(confidence), 2), any_value(shown), count(*)
            FROM read_parquet(?) WHERE asset = ? {where}
            GROUP BY field, category, detector ORDER BY 4 DESC, 1, 2
            """,  # noqa: S608 - a number only is put in
            [parts["findings"], asset],
        ).fetchall()
    yield f"  read: {ledger[0]}{f' ({ledger[1]})' if ledger[1] else ''}"
    for field, category, detector, confidence, shown, count in found:
        mask = f", shown as {shown}" if shown else ""
        yield f"  {field}: {category} {confidence:.2f} by {detector}{mask}, {count} times"
    if not found:
        yield "  nothing was found"

"""Settle: judges again by what all rows said, and closes the report's tables once every unit has run."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import pyarrow as pa

from piiscan.detectors.path.labels import find_labels
from piiscan.detectors.path.models import find_models
from piiscan.detectors.table.judge import judge_table
from piiscan.detectors.text.names import find_in_names
from piiscan.fields import column_fields, fields_of_findings
from piiscan.keys import load_key
from piiscan.label_files import link_labels
from piiscan.ledger import ledger_table
from piiscan.linkage.names import link_names
from piiscan.model.columns import ColumnSketch, Verdict, merge_sketches
from piiscan.model.schemas import FINDINGS
from piiscan.plan import Plan, first_verdicts, keep_plan, plan_otherwise
from piiscan.plan_files import drop_parts, read_meanings, read_outcomes, read_sketches
from piiscan.reports.folder import connect, ensure_parts, write_part
from piiscan.rulebook.loading import load_rulebook
from piiscan.run.outcomes import OTHERWISE

PATHS_PART = "settled-paths"
FIELDS_PART = "settled-fields"
LEDGER_PART = "settled-ledger"
NAMES_PART = "settled-names"
LABELS_PART = "settled-labels"


def settle(plan: Plan) -> Plan:
    """Return the plan with the verdicts that all rows together support.

    Where a verdict differs from that of the sample, its units have new ids, and are to do again. The sketches do not
    depend on the verdicts, so settling twice changes nothing.
    """
    rulebook, meanings = load_rulebook(plan.context.rules_dirs), read_meanings(plan.report)
    verdicts = [
        verdict
        for table, sketches in _merged(plan).items()
        for verdict in judge_table(table, sketches.values(), rulebook, meanings)
    ]
    opened = _open_otherwise(plan)
    if opened is plan and tuple(verdicts) == plan.verdicts:
        return plan
    if opened is not plan:
        judged = {table.name: () for table in plan.tables} | _by_table(verdicts)
        verdicts = list(first_verdicts(opened, judged))
    settled = opened.with_verdicts(verdicts)
    keep_plan(settled)
    return settled


def _open_otherwise(plan: Plan) -> Plan:
    """Return the plan with what turned out to be tables or archives against its name; the same plan without such."""
    outcomes = read_outcomes(plan.report, (unit.id for unit in plan.units))
    found = {outcome["asset"] for outcome in outcomes if outcome["status"] == OTHERWISE}
    known = {piece.asset for piece in plan.pieces if piece.looked}
    known |= {asset.name for asset in plan.assets if asset.status is not None}
    more = found - known
    return plan_otherwise(plan, more) if more else plan


def _by_table(verdicts: Iterable[Verdict]) -> dict[str, tuple[Verdict, ...]]:
    tables: defaultdict[str, tuple[Verdict, ...]] = defaultdict(tuple)
    for verdict in verdicts:
        tables[verdict.table] += (verdict,)
    return tables


def close(plan: Plan) -> None:
    """Finish the report's tables: labels in names, fields, the ledger; drop what belongs to no unit of the plan."""
    drop_parts(plan.report, frozenset(unit.id for unit in plan.units))
    outcomes = read_outcomes(plan.report, (unit.id for unit in plan.units))
    write_part(plan.report, "assets", LEDGER_PART, ledger_table(plan.assets, outcomes))
    ensure_parts(plan.report)
    rulebook = load_rulebook(plan.context.rules_dirs)
    with connect(plan.report) as db:
        names = (asset for (asset,) in db.sql("SELECT asset FROM assets").fetchall())
        in_names = find_in_names(names, rulebook.texts).cast(FINDINGS)
        found = pa.concat_tables([find_labels(db, rulebook.paths), find_models(db), in_names])
    write_part(plan.report, "findings", PATHS_PART, found)
    with connect(plan.report) as db:
        fields = [column_fields(_per_asset(plan), plan.verdicts), fields_of_findings(db)]
        write_part(plan.report, "fields", FIELDS_PART, pa.concat_tables(fields))
        write_part(plan.report, "links", LABELS_PART, link_labels(db, load_key(plan.context.key_file).derive))
        write_part(plan.report, "links", NAMES_PART, link_names(db, load_key(plan.context.key_file).derive))


def _merged(plan: Plan) -> dict[str, dict[str, ColumnSketch]]:
    """Return the sketch of every column of every table, all parts together."""
    tables: defaultdict[str, dict[str, ColumnSketch]] = defaultdict(dict)
    for (_, table, name), sketch in _per_asset(plan).items():
        known = tables[table].get(name)
        tables[table][name] = sketch if known is None else merge_sketches(known, sketch)
    return tables


def _per_asset(plan: Plan) -> dict[tuple[str, str, str], ColumnSketch]:
    """Return the sketch of every column of every asset, by asset, table and column."""
    merged: dict[tuple[str, str, str], ColumnSketch] = {}
    for row in read_sketches(plan.report, (unit.id for unit in plan.units)):
        key = (row["asset"], row["table"], row["name"])
        sketch = sketch_of(row)
        merged[key] = merge_sketches(merged[key], sketch) if key in merged else sketch
    return merged


def sketch_of(row: dict[str, Any]) -> ColumnSketch:
    """Return the sketch that a row of the internal table ``sketches`` holds."""
    return ColumnSketch(
        name=row["name"],
        position=row["position"],
        rows=row["rows"],
        nulls=row["nulls"],
        hashes=tuple(row["hashes"]),
        weights=tuple(row["weights"]),
        passes=tuple(row["passes"]),
    )

"""Settle: judges again by what all rows said, and closes the report's tables once every unit has run."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from itertools import chain

import duckdb
import pyarrow as pa

from piiscan.detectors.path.labels import find_labels
from piiscan.detectors.path.models import find_models
from piiscan.detectors.table.judge import judge_table
from piiscan.detectors.text.names import find_in_names
from piiscan.keys import load_key
from piiscan.linkage.names import link_names
from piiscan.model.listed import SURVEYED
from piiscan.model.schemas import FINDINGS, OUTCOMES, SKETCHES
from piiscan.plan import Plan, judge_again, open_otherwise
from piiscan.planning.label_files import link_labels
from piiscan.planning.plan_files import (
    PLAN_OPENED,
    drop_parts,
    plan_file,
    read_meanings,
    read_verdicts,
    settled_tables,
    verdicts_table,
    work_parts,
)
from piiscan.reports.folder import MEMORY, connect, ensure_parts, open_database, tidy_report, view_parts, write_part
from piiscan.reports.rooms import Room, in_first_room
from piiscan.rulebook.loading import load_rulebook
from piiscan.run.outcomes import OTHERWISE
from piiscan.settling.fields import column_fields, fields_of_findings
from piiscan.settling.ledger import ledger
from piiscan.settling.sketches import asset_sketches, table_sketches

PATHS_PART = "settled-paths"
FIELDS_PART = "settled-fields"
LEDGER_PART = "settled-ledger"
NAMES_PART = "settled-names"
LABELS_PART = "settled-labels"
_BATCH_ROWS = 65_536

_LEDGER_ROOMS: tuple[Room, ...] = (("150MB", 1), ("250MB", None), ("1600MB", None))
"""For the database that makes the ledger; half a million files take the first.

More threads hold more: for half a million files, two of them had no room in 150 MB.
"""


def settle(plan: Plan) -> None:
    """Put into the plan the verdicts that all rows together support, and what turned out otherwise than its name said.

    Where a verdict differs from that of the sample, its units have new ids, and are to do again. The sketches do not
    depend on the verdicts, so settling twice changes nothing.
    """
    rulebook, meanings = load_rulebook(plan.context.rules_dirs), read_meanings(plan.report)
    with _work(plan) as db:
        verdicts = [
            verdict
            for table, columns in table_sketches(db)
            for verdict in judge_table(table, columns, rulebook, meanings)
        ]
        otherwise = _otherwise(db)
    judge_again(plan, verdicts)
    if otherwise:
        open_otherwise(plan, otherwise, settled_tables(plan.report))


def _otherwise(db: duckdb.DuckDBPyConnection) -> list[str]:
    """Return the assets that turned out to be tables or archives, and have not been opened since."""
    found = db.execute(
        "SELECT DISTINCT asset FROM outcomes ANTI JOIN opened ON opened.name = outcomes.asset WHERE status = $1",
        [OTHERWISE],
    )
    return sorted(asset for (asset,) in found.fetchall())


def close(plan: Plan) -> None:
    """Finish the report's tables: labels in names, fields, the ledger; drop what belongs to no unit of the plan."""
    tidy_report(plan.report)
    drop_parts(plan.report, frozenset(plan.unit_ids()))
    in_first_room(_LEDGER_ROOMS, partial(_write_ledger, plan))
    ensure_parts(plan.report)
    rulebook = load_rulebook(plan.context.rules_dirs)
    with connect(plan.report, often=("assets",)) as db:
        in_names = [find_in_names(names, rulebook.texts).cast(FINDINGS) for names in _asset_names(db)]
        found = pa.concat_tables([find_labels(db, rulebook.paths), find_models(db), *in_names])
        write_part(plan.report, "findings", PATHS_PART, found)
        verdicts = read_verdicts(plan.report)
        _view_work(db, plan, "sketches", SKETCHES)
        db.register("verdicts", verdicts_table(verdicts))
        fields = chain(column_fields(asset_sketches(db), verdicts), fields_of_findings(db))
        write_part(plan.report, "fields", FIELDS_PART, fields)
        write_part(plan.report, "links", LABELS_PART, link_labels(db, load_key(plan.context.key_file).derive))
        write_part(plan.report, "links", NAMES_PART, link_names(db, load_key(plan.context.key_file).derive))


def _write_ledger(plan: Plan, memory: str, threads: int | None) -> None:
    with _work(plan, memory=memory) as db:
        if threads:
            db.execute(f"SET threads = {threads}")
        write_part(plan.report, "assets", LEDGER_PART, ledger(db).to_arrow_reader(_BATCH_ROWS))


def _asset_names(db: duckdb.DuckDBPyConnection) -> Iterator[list[str]]:
    for batch in db.sql("SELECT asset FROM assets ORDER BY asset").to_arrow_reader(_BATCH_ROWS):
        yield batch.column("asset").to_pylist()


@contextmanager
def _work(plan: Plan, memory: str = MEMORY) -> Iterator[duckdb.DuckDBPyConnection]:
    """Give a database of what the plan saw (``planned``, ``opened``) and what its units left in ``work/``."""
    with open_database(plan.report, memory=memory) as db:
        view_parts(db, "planned", [plan_file(plan.report, "assets")], SURVEYED)
        view_parts(db, "pieces", [plan_file(plan.report, "opened")], PLAN_OPENED)
        db.execute(
            "CREATE VIEW opened AS SELECT piece.asset AS name FROM pieces "
            "UNION SELECT name FROM planned WHERE status IS NOT NULL"
        )
        _view_work(db, plan, "outcomes", OUTCOMES)
        _view_work(db, plan, "sketches", SKETCHES)
        yield db


def _view_work(db: duckdb.DuckDBPyConnection, plan: Plan, table: str, schema: pa.Schema) -> None:
    view_parts(db, table, work_parts(plan.report, table, plan.unit_ids()), schema)

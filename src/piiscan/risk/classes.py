"""Classes: which records are alike in all their quasi-identifiers, as one number for each record."""

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa

from piiscan.risk.token_runs import Filling, LinkParts, Rows, Run, asset_column, mixed, runs_by_asset

_FIELDS = """
SELECT asset, field, "table", min(category) AS category
FROM fields WHERE "type" IS NOT NULL OR "table" IS NOT NULL GROUP BY ALL ORDER BY ALL
"""


_ROLES = frozenset({"quasi", "sensitive"})

_REPEATED = """
CREATE OR REPLACE TEMP TABLE persons_repeated AS
SELECT count(*) > count(DISTINCT subject) AS repeated FROM subjects SEMI JOIN repeated_subjects USING (subject)
WHERE asset IN (SELECT DISTINCT asset FROM record_classes)
"""


@dataclass(frozen=True, slots=True)
class _Fields:
    """What ``fields`` says of the columns that have tokens."""

    tables: dict[str, str]
    """Asset to table."""

    categories: dict[tuple[str, str], str]
    """Asset and field to category."""


def class_records(db: duckdb.DuckDBPyConnection, parts: LinkParts, special: frozenset[str]) -> None:
    """Create ``record_classes`` (asset, record, crowd), ``sensitive_tokens`` (place, class, token), ``token_levels``.

    ``crowd`` is equal for records of one table with equal quasi-identifiers; ``class`` for those equal in all but the
    special categories. ``sensitive_fields`` says which field of which table a place is, ``token_levels`` (table, field,
    level) at which levels of detail a table has tokens.

    Args:
        db: the report's database, with ``fields``.
        parts: gives ``links`` part by part.
        special: the special categories.
    """
    fields = _read_fields(db)
    classes = Filling(db, "record_classes", "asset VARCHAR, record BIGINT, crowd UBIGINT")
    sensitive = Filling(db, "sensitive_tokens", "place INTEGER, class UBIGINT, token UBIGINT")
    places: dict[tuple[str, str, str], int] = {}
    levels: dict[tuple[str, str, str], None] = {}
    for part in parts():
        for asset, runs in runs_by_asset(part, _ROLES, "exact").items():
            table = fields.tables.get(asset, asset)
            levels |= {(table, run.field, run.level): None for run in runs if run.role == "quasi"}
            exact = [run for run in runs if run.level == "exact"]
            quasi = [run for run in exact if run.role == "quasi"]
            if quasi:
                rows = Rows([run.records for run in quasi])
                _add_crowds(classes, asset, rows, quasi, fields)
                _add_sensitive(sensitive, asset, exact, fields, special, places)
    classes.flush()
    sensitive.flush()
    _fill(db, "sensitive_fields", ("table", "field", "category", "place"), [(*key, n) for key, n in places.items()])
    _fill(db, "token_levels", ("table", "field", "level"), list(levels))
    db.execute(_REPEATED)


def repeat_persons(db: duckdb.DuckDBPyConnection) -> bool:
    """Return whether some person stands in several records with quasi-identifiers."""
    [[repeated]] = db.execute("SELECT repeated FROM persons_repeated").fetchall()
    return bool(repeated)


def _read_fields(db: duckdb.DuckDBPyConnection) -> _Fields:
    rows = db.execute(_FIELDS).fetchall()
    tables = {asset: table for asset, _, table, _ in reversed(rows) if table is not None}
    return _Fields(tables, {(asset, field): category for asset, field, _, category in rows})


def _add_crowds(classes: Filling, asset: str, rows: Rows, quasi: list[Run], fields: _Fields) -> None:
    crowd = rows.present(rows.sums(quasi, _field_of)) + _number_of(fields.tables.get(asset, ""))
    records = rows.records
    names = ("asset", "record", "crowd")
    classes.add(pa.table([asset_column(asset, len(records)), pa.array(records), pa.array(crowd)], names=names))


def _add_sensitive(
    sensitive: Filling,
    asset: str,
    exact: list[Run],
    fields: _Fields,
    special: frozenset[str],
    places: dict[tuple[str, str, str], int],
) -> None:
    """Add the tokens of special categories with the classes that they stand in."""
    told = [run for run in exact if fields.categories.get((asset, run.field)) in special]
    if not told:
        return
    plain = [run for run in exact if run.role == "quasi" and (asset, run.field) in fields.categories]
    plain = [run for run in plain if fields.categories[asset, run.field] not in special]
    if not plain:
        return
    alike = Rows([run.records for run in plain])
    table = fields.tables.get(asset, asset)
    sums = alike.sums(plain, _field_of) + _number_of(table)
    for run in told:
        here = alike.holds(run.records)
        if here.any():
            place = places.setdefault((table, run.field, fields.categories[asset, run.field]), len(places))
            classes = sums[alike.places(run.records[here])]
            numbers = pa.array(np.full(len(classes), place, np.int32))
            columns = [numbers, pa.array(classes), pa.array(run.tokens[here])]
            sensitive.add(pa.table(columns, names=("place", "class", "token")))


def _fill(
    db: duckdb.DuckDBPyConnection, table: str, names: Sequence[str], rows: Sequence[tuple[str | int, ...]]
) -> None:
    columns = {name: [row[at] for row in rows] for at, name in enumerate(names)}
    kinds = [(name, pa.int32() if name == "place" else pa.string()) for name in names]
    db.register("waiting_rows", pa.table(columns, schema=pa.schema(kinds)))
    db.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS FROM waiting_rows")
    db.unregister("waiting_rows")


def _field_of(run: Run) -> str:
    return run.field


def _number_of(table: str) -> np.uint64:
    return np.uint64(mixed(np.zeros(1, np.uint64), f"table {table}")[0])

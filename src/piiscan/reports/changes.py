"""Changes: what one report has that another has not, by table, field and category, and by the content of files.

Row numbers, the cut of a table into parts and its format play no role: a table that was compacted is the same table.
"""

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from piiscan.model.errors import UsageError
from piiscan.model.schemas import PUBLISHED
from piiscan.reports.folder import table_parts
from piiscan.reports.run_json import read_facts

ALIKE = 0.5
"""Part of their flagged columns, by name, that two tables of one place must share to be one table."""

_COLUMNS = """
SELECT t."table", f.asset, field, category, matched FROM {schema}fields f
JOIN (SELECT asset, min("table") AS "table" FROM {schema}fields WHERE "table" IS NOT NULL GROUP BY asset) t
ON t.asset = f.asset
"""

# What a finding outside of columns is about: the picture in a cell, else the file, by content where that is known.
_CONTENTS = """
CREATE OR REPLACE TEMP VIEW {name}_contents AS
SELECT f.asset, f.record, f.field, f.category, coalesce(p.sha256, a.sha256, f.asset) AS content
FROM (SELECT DISTINCT asset, record, field, category FROM {schema}findings
      WHERE evidence NOT IN ('column', 'pattern', 'ner')
         OR asset NOT IN (SELECT asset FROM {schema}fields WHERE "table" IS NOT NULL)) f
LEFT JOIN (SELECT asset, record, min(sha256) AS sha256 FROM {schema}pictures GROUP BY ALL) p USING (asset, record)
LEFT JOIN {schema}assets a USING (asset)
"""

_FRESH = """
CREATE OR REPLACE TEMP VIEW fresh_findings AS
SELECT f.asset, f.record, f.category, coalesce(t."table", f.asset) AS "table", f.field, f.evidence,
       CASE WHEN f.evidence IN ('column', 'pattern', 'ner') AND t.asset IS NOT NULL THEN n.category IS NOT NULL
            ELSE c.asset IS NOT NULL END AS fresh
FROM findings f
LEFT JOIN (SELECT asset, min("table") AS "table" FROM fields WHERE "table" IS NOT NULL GROUP BY asset) t USING (asset)
LEFT JOIN new_columns n ON n."table" = coalesce(t."table", f.asset) AND n.field = f.field AND n.category = f.category
LEFT JOIN new_contents c ON c.asset = f.asset AND c.record = f.record AND c.field = f.field
                        AND c.category = f.category
"""

_NEW_CONTENTS = """
CREATE OR REPLACE TEMP TABLE {name} AS
SELECT asset, record, field, category FROM {here}_contents
ANTI JOIN {there}_contents USING (content, field, category)
"""


@dataclass(frozen=True, slots=True)
class ColumnChange:
    """A category of a column that one report has and the other has not."""

    table: str
    field: str
    category: str
    records: int


@dataclass(frozen=True, slots=True)
class ContentChange:
    """Files or pictures with something that no file of this content had in the other report."""

    field: str
    category: str
    files: int


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed from an old report to a new one."""

    new_columns: tuple[ColumnChange, ...]
    gone_columns: tuple[ColumnChange, ...]
    new_contents: tuple[ContentChange, ...]
    gone_contents: tuple[ContentChange, ...]


def find_changes(db: duckdb.DuckDBPyConnection, new: Path, old: Path) -> Changes:
    """Return what changed, and create ``fresh_findings``: the new report's findings, each new or not.

    Args:
        db: the database of the new report.
        new: its folder.
        old: the folder of the report to compare with.

    Raises:
        ReportError: one of them is no finished report.
        UsageError: they were made with different keys.
    """
    if read_facts(new).key_id != read_facts(old).key_id:
        raise UsageError(f"{old} and {new} were made with different keys, and cannot be compared")
    db.execute("CREATE SCHEMA IF NOT EXISTS old")
    for table in PUBLISHED:
        parts = table_parts(old, table)
        db.execute(f"CREATE OR REPLACE VIEW old.{table} AS SELECT * FROM read_parquet({parts})")  # noqa: S608 - quoted
    before, after = _tables(db, "old."), _tables(db, "")
    fresh = _unknown(after, before)
    _register(db, fresh)
    for name, schema in (("old", "old."), ("here", "")):
        db.execute(_CONTENTS.format(name=name, schema=schema))
    db.execute(_NEW_CONTENTS.format(name="new_contents", here="here", there="old"))
    db.execute(_NEW_CONTENTS.format(name="gone_contents", here="old", there="here"))
    db.execute(_FRESH)
    return Changes(fresh, _unknown(before, after), _contents(db, "new_contents"), _contents(db, "gone_contents"))


@dataclass(slots=True)
class _Table:
    """What is known of a table: where it may lie, and its flagged columns."""

    name: str
    places: set[str]
    columns: dict[tuple[str, str], int]

    def is_like(self, other: "_Table") -> bool:
        """Whether two tables are one: of one name, or in one place with mostly the same columns."""
        if self.name == other.name:
            return True
        mine, theirs = {field for field, _ in self.columns}, {field for field, _ in other.columns}
        alike = len(mine & theirs) / len(mine | theirs)
        return not self.places.isdisjoint(other.places) and alike > ALIKE


def _tables(db: duckdb.DuckDBPyConnection, schema: str) -> list[_Table]:
    tables: dict[str, _Table] = {}
    for name, asset, field, category, matched in db.execute(_COLUMNS.format(schema=schema)).fetchall():
        table = tables.setdefault(name, _Table(name, set(), defaultdict(int)))
        folder, _, file = asset.rpartition("/")
        table.places |= {folder, f"{folder}/{file.partition('.')[0]}".lstrip("/")}
        table.columns[field, category] += matched
    return list(tables.values())


def _unknown(tables: list[_Table], others: list[_Table]) -> tuple[ColumnChange, ...]:
    """Return the columns of tables that no like table among the others has."""
    changes = []
    for table in tables:
        known = {column for other in others if table.is_like(other) for column in other.columns}
        changes += [
            ColumnChange(table.name, *column, records)
            for column, records in table.columns.items()
            if column not in known
        ]
    return tuple(sorted(changes, key=lambda change: (change.table, change.field, change.category)))


def _register(db: duckdb.DuckDBPyConnection, changes: tuple[ColumnChange, ...]) -> None:
    rows = [{"table": change.table, "field": change.field, "category": change.category} for change in changes]
    schema = pa.schema([("table", pa.string()), ("field", pa.string()), ("category", pa.string())])
    db.register("changes_in", pa.Table.from_pylist(rows, schema=schema))
    db.execute("CREATE OR REPLACE TEMP TABLE new_columns AS FROM changes_in")
    db.unregister("changes_in")


def _contents(db: duckdb.DuckDBPyConnection, name: str) -> tuple[ContentChange, ...]:
    rows = db.execute(
        f"SELECT field, category, count(DISTINCT (asset, record)) FROM {name} GROUP BY ALL ORDER BY ALL"  # noqa: S608 - ours
    ).fetchall()
    return tuple(ContentChange(*row) for row in rows)

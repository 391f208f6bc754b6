"""Ignoring: leaves out of the judgement what an ignore list names, and counts it."""

import re
from collections.abc import Iterable
from datetime import date

import duckdb

from piiscan.model.ignores import Ignore, Ignored


def leave_out(db: duckdb.DuckDBPyConnection, entries: Iterable[Ignore], today: date) -> tuple[Ignored, ...]:
    """Hide the findings that the entries name from all that follows, and return how many each hides.

    An entry that has expired hides nothing and is returned as such. The report's tables keep everything.
    """
    told = []
    active = []
    for entry in entries:
        expired = entry.expires < today
        findings, records = (0, 0) if expired else _count(db, entry)
        told.append(Ignored(entry, expired, findings, records))
        if not expired:
            active.append(entry)
    if active:
        _hide(db, active)
    return tuple(told)


def _count(db: duckdb.DuckDBPyConnection, entry: Ignore) -> tuple[int, int]:
    [[findings, records]] = db.execute(
        f"SELECT count(*), count(DISTINCT (asset, record)) FROM findings WHERE {_condition(entry)}"  # noqa: S608 - quoted
    ).fetchall()
    return findings, records


def _hide(db: duckdb.DuckDBPyConnection, entries: list[Ignore]) -> None:
    """Put views without these findings and photos before the report's own."""
    hidden = " OR ".join(f"({_condition(entry)})" for entry in entries)
    db.execute(f"CREATE OR REPLACE TEMP VIEW findings AS FROM memory.main.findings WHERE NOT ({hidden})")
    # A photo is also known from pictures/, where field and category are always these.
    photos = "SELECT *, 'image.photo' AS category FROM memory.main.pictures"
    shown = f"SELECT * EXCLUDE (category) FROM ({photos}) WHERE NOT ({hidden.replace('field =', _PIXELS)})"  # noqa: S608 - quoted
    db.execute(f"CREATE OR REPLACE TEMP VIEW judged_pictures AS {shown}")


_PIXELS = "'pixels' ="


def _condition(entry: Ignore) -> str:
    parts = []
    if entry.path is not None:
        parts.append(f"regexp_full_match(asset, {_text(glob_pattern(entry.path))}, 's')")
    if entry.field is not None:
        parts.append(f"field = {_text(entry.field)}")
    if entry.category is not None:
        parts.append(f"category = {_text(entry.category)}")
    return " AND ".join(parts)


def glob_pattern(glob: str) -> str:
    """Return a regular expression for a glob: ``*`` and ``?`` stay within one folder, ``**`` does not."""
    words = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", glob)
    return "".join(words.get(part, re.escape(part)) for part in parts)


def _text(text: str) -> str:
    """Quote a text for SQL."""
    return "'" + text.replace("'", "''") + "'"

"""News: files that the baseline did not have, for the rules that ask about files instead of findings."""

import duckdb

from piiscan.reports.counts import UNREAD

_SAME = """(u.sha256 = o.sha256 OR (
    u.asset = o.asset AND u.size IS NOT DISTINCT FROM o.size AND u.sha256 IS NOT DISTINCT FROM o.sha256
    AND coalesce(u.etag = o.etag, u.modified = o.modified, u.sha256 = o.sha256, false)))"""
"""Two rows of the ledger speak of one content: by hash, else by name, size and the store's mark or the time."""

_ASSETS = f"""
CREATE OR REPLACE TEMP TABLE fresh_assets AS
SELECT u.asset, u.kind FROM assets u WHERE NOT EXISTS (SELECT 1 FROM old.assets o WHERE {_SAME})
"""  # noqa: S608 - only constants are put in

_UNREAD_ASSETS = f"""
SELECT count(*) FROM (FROM assets WHERE {UNREAD}) u
WHERE NOT EXISTS (SELECT 1 FROM (FROM old.assets WHERE {UNREAD}) o WHERE {_SAME})
"""  # noqa: S608 - only constants are put in

# Undecoded pictures count as photos, as they do without a baseline.
_PICTURES = """
CREATE OR REPLACE TEMP TABLE fresh_pictures AS
SELECT p.asset, p.record,
       bool_or(CASE WHEN p.sha256 IS NULL THEN f.asset IS NOT NULL ELSE o.sha256 IS NULL END) AS fresh
FROM judged_pictures p LEFT JOIN fresh_assets f USING (asset)
LEFT JOIN (SELECT DISTINCT sha256 FROM old.pictures) o USING (sha256)
WHERE coalesce(p.photo, 1) >= 0.5 GROUP BY ALL
"""

_COLUMNS = """
CREATE OR REPLACE TEMP TABLE fresh_token_columns AS
SELECT t.* FROM token_columns t SEMI JOIN new_columns n
ON n."table" = t."table" AND n.field = t.field AND n.category = t.category
"""


def find_news(db: duckdb.DuckDBPyConnection) -> None:
    """Create ``fresh_assets`` (asset, kind), ``fresh_pictures`` (asset, record, fresh) and ``fresh_token_columns``.

    Needs ``new_columns`` and the schema ``old``, which comparing made, ``token_columns`` and ``judged_pictures``.
    """
    for statement in (_ASSETS, _PICTURES, _COLUMNS):
        db.execute(statement)


def count_new_unread(db: duckdb.DuckDBPyConnection) -> int:
    """Return the unread assets that were not there, or not unread, or not of this content in the baseline."""
    [[unread]] = db.execute(_UNREAD_ASSETS).fetchall()
    return int(unread)

"""Counts what the reports say, in the database."""

import hashlib
import math

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from piiscan.model.assets import HARMLESS_WHEN_SKIPPED
from piiscan.model.categories import Category
from piiscan.model.run import (
    AssetCount,
    CategoryCount,
    Coverage,
    DatasetDigest,
    PictureCount,
    RiskCount,
    UnreadAsset,
)

UNREAD_FIRST = 100
"""Unread assets that a run names; the ledger has all of them."""

# Partial and failed assets, and those skipped that hold data: a table without a reader, a locked archive.
UNREAD = f"""status IN ('failed', 'partial')
   OR (status = 'skipped' AND kind NOT IN ({", ".join(f"'{kind}'" for kind in sorted(HARMLESS_WHEN_SKIPPED))}))"""
"""SQL that holds for rows of ``assets`` that could hold data and could not be read in full."""

_UNREAD = f"""
CREATE OR REPLACE TEMP VIEW unread_assets AS
SELECT asset, kind, status, coalesce(reason, 'no reason was recorded') AS reason FROM assets WHERE {UNREAD}
"""  # noqa: S608 - only constants are put in

_CATEGORIES = """
WITH members AS (
  SELECT DISTINCT holding, category FROM holding_members
), counted AS (
  SELECT category, sum(records)::BIGINT AS records
  FROM (SELECT holding, count(*) AS records FROM held GROUP BY holding) JOIN members USING (holding) GROUP BY category
), places AS (
  SELECT category, count(DISTINCT asset) AS assets
  FROM (SELECT DISTINCT asset, holding FROM held) JOIN members USING (holding) GROUP BY category
), named AS (
  SELECT category, count(*) AS fields
  FROM (SELECT DISTINCT category, coalesce("table", '') AS "table", field FROM fields) GROUP BY category
)
SELECT category, findings, records, coalesce(fields, 0), assets
FROM category_findings JOIN counted USING (category) JOIN places USING (category) LEFT JOIN named USING (category)
ORDER BY records DESC, category
"""

_PICTURES = """
WITH tells AS (
  SELECT asset, record, bool_or(category IN ('location.coordinates', 'location.coarse')) AS place,
         bool_or(category = 'identifier.device') AS device, bool_or(category = 'biometric.face') AS face
  FROM findings WHERE category IN ('location.coordinates', 'location.coarse', 'identifier.device', 'biometric.face')
  GROUP BY asset, record
)
SELECT count(*), count(*) FILTER (photo >= 0.5), count(*) FILTER (photo < 0.5), count(*) FILTER (photo IS NULL),
       count(*) FILTER (place), count(*) FILTER (device), count(*) FILTER (face),
       count(*) FILTER (face_check = 'run'), count(sha256) - count(DISTINCT sha256)
FROM pictures LEFT JOIN tells USING (asset, record)
"""

_SURE = 1.96
"""Standard deviations that hold 19 cases in 20."""

_DIGEST_LINES = """
SELECT concat(asset, chr(0), size, chr(0), sha256, chr(0)) AS line FROM assets ORDER BY asset
"""


def count_coverage(db: duckdb.DuckDBPyConnection) -> Coverage:
    """Return how much was read, and what was not."""
    db.execute(_UNREAD)
    kinds = db.execute(
        "SELECT kind, status, count(*), coalesce(sum(size), 0)::BIGINT FROM assets GROUP BY ALL ORDER BY kind, status"
    ).fetchall()
    first = db.execute("FROM unread_assets ORDER BY asset LIMIT $most", {"most": UNREAD_FIRST}).fetchall()
    return Coverage(
        assets=tuple(AssetCount(*row) for row in kinds),
        unread=_number(db, "SELECT count(*) FROM unread_assets"),
        unread_first=tuple(UnreadAsset(*row) for row in first),
        records_read=_number(db, "SELECT coalesce(sum(records_scanned), 0)::BIGINT FROM assets"),
        pictures=_count_pictures(db),
    )


def count_categories(db: duckdb.DuckDBPyConnection) -> tuple[CategoryCount, ...]:
    """Return how much of each category was found, most records first. Needs what scoring made."""
    return tuple(CategoryCount(Category(row[0]), *row[1:]) for row in db.execute(_CATEGORIES).fetchall())


def count_risks(db: duckdb.DuckDBPyConnection) -> tuple[RiskCount, ...]:
    """Return the number of records of each risk level, highest first. Needs ``records`` to be written."""
    rows = db.execute("SELECT risk_level, count(*) FROM records GROUP BY risk_level ORDER BY max(risk) DESC").fetchall()
    return tuple(RiskCount(*row) for row in rows)


def count_persons(db: duckdb.DuckDBPyConnection) -> int:
    """Return the number of different persons that records were linked to."""
    return _number(db, "SELECT count(DISTINCT subject) FROM records")


def digest_dataset(db: duckdb.DuckDBPyConnection) -> DatasetDigest:
    """Return a hash over the sorted ledger, streamed: the same for the same data, whoever scanned it."""
    digest = hashlib.sha256()
    for batch in db.sql(_DIGEST_LINES).to_arrow_reader(100_000):
        lines = pa.ListArray.from_arrays(pa.array([0, batch.num_rows], pa.int32()), batch.column(0).cast(pa.string()))
        digest.update(pc.binary_join(lines, "")[0].as_buffer())
    return DatasetDigest(
        sha256=digest.hexdigest(),
        assets=_number(db, "SELECT count(*) FROM assets"),
        without_hash=_number(db, "SELECT count(*) FROM assets WHERE sha256 IS NULL"),
    )


def _count_pictures(db: duckdb.DuckDBPyConnection) -> PictureCount:
    if not _number(db, "SELECT count(*) FROM (FROM pictures LIMIT 1)"):
        return PictureCount(0, 0, 0, 0, 0, 0, 0, 0, *share_between(0, 0, 0), 0)
    [row] = db.execute(_PICTURES).fetchall()
    total, photos, graphics, not_decoded, place, device, faces, face_check_run, copies = row
    low, high = share_between(faces, face_check_run, total)
    return PictureCount(total, photos, graphics, not_decoded, place, device, faces, face_check_run, low, high, copies)


def share_between(hits: int, sample: int, total: int) -> tuple[float, float]:
    """Return between which shares of the whole lies what was seen in a sample, 19 times in 20.

    Wilson's interval, narrowed where the sample is a good part of the whole; all shares are possible without a sample.
    """
    if sample == 0:
        return 0.0, 1.0
    share = hits / sample
    if sample >= total:
        return share, share
    spread = _SURE**2 / sample * (1 - sample / total)
    middle = (share + spread / 2) / (1 + spread)
    reach = math.sqrt(spread * share * (1 - share) + spread**2 / 4) / (1 + spread)
    return round(max(middle - reach, 0.0), 4), round(min(middle + reach, 1.0), 4)


def _number(db: duckdb.DuckDBPyConnection, question: str) -> int:
    """Return the one number that a question is answered with."""
    [[number]] = db.execute(question).fetchall()
    return int(number)

"""Closes the ledger: every asset that was seen, with how far it was read. Joins on disk: there may be millions."""

import duckdb

from piiscan.inside import WITHIN
from piiscan.run.outcomes import OTHERWISE

NOT_RUN = "it was planned and never read"

_LEDGER = f"""
WITH told AS (
  SELECT * FROM outcomes WHERE status <> '{OTHERWISE}'
), reasons AS (
  SELECT asset, reason, min(start) AS first FROM told WHERE reason IS NOT NULL GROUP BY ALL
), explained AS (
  SELECT asset, string_agg(reason, '; ' ORDER BY first, reason) AS reason FROM reasons GROUP BY asset
), ended AS (
  SELECT asset,
         CASE WHEN count(DISTINCT status) = 1 THEN any_value(status) ELSE 'partial' END AS status,
         arg_min(kind, start) AS kind, arg_min(media_type, start) AS media_type, arg_min(size, start) AS size,
         min(sha256) AS sha256, arg_min(unit, start) AS unit,
         CASE WHEN count(*) FILTER (start >= 0) = count(records) FILTER (start >= 0)
              THEN sum(records) FILTER (start >= 0) END AS records,
         coalesce(sum(records_scanned) FILTER (start >= 0), 0) AS scanned
  FROM told GROUP BY asset
), outer_assets AS (
  SELECT p.name AS asset, p.uri, coalesce(e.kind, p.kind) AS kind, coalesce(e.media_type, p.media_type) AS media_type,
         p.size, p.modified_ns, p.etag, p.in_snapshot, e.sha256, e.records, coalesce(e.scanned, 0) AS records_scanned,
         CASE WHEN p.status IS NOT NULL THEN p.status WHEN e.asset IS NULL THEN 'failed' ELSE e.status END AS status,
         CASE WHEN p.status IS NOT NULL THEN p.reason WHEN e.asset IS NULL THEN '{NOT_RUN}'
              ELSE coalesce(r.reason, p.reason) END AS reason, e.unit
  FROM planned p LEFT JOIN ended e ON e.asset = p.name LEFT JOIN explained r ON r.asset = p.name
), inner_assets AS (
  SELECT e.asset, p.uri, e.kind, e.media_type, e.size, p.modified_ns, NULL::VARCHAR AS etag, p.in_snapshot, e.sha256,
         e.records,
         e.scanned AS records_scanned, e.status, r.reason, e.unit
  FROM ended e ANTI JOIN planned same ON same.name = e.asset
  JOIN planned p ON p.name = split_part(e.asset, '{WITHIN}', 1) LEFT JOIN explained r ON r.asset = e.asset
), every_asset AS (FROM outer_assets UNION ALL BY NAME FROM inner_assets)
SELECT asset, uri, kind, media_type, size::BIGINT AS size,
       CASE WHEN modified_ns <> 0 THEN make_timestamp(modified_ns // 1000) END AS modified,
       etag, sha256, records::BIGINT AS records, records_scanned::BIGINT AS records_scanned,
       status, reason, in_snapshot, unit
FROM every_asset ORDER BY asset
"""  # noqa: S608 - only constants of this package are put in


def ledger(db: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyRelation:
    """Return one row per asset, from what the plan saw and how the reading of its pieces ended.

    An asset is complete only where all its pieces are; one without any outcome failed: it must never look clean.

    Args:
        db: has the views ``planned``, the assets of the plan, and ``outcomes``.
    """
    return db.sql(_LEDGER)

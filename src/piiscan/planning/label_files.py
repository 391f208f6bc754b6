"""Ties label files to the pictures that they stand beside: ``labels/train/7.txt`` to ``images/train/7.jpg``."""

from collections.abc import Iterator

import duckdb
import pyarrow as pa

from piiscan.detectors.table.links import KeyFor, picture_tokens
from piiscan.model.schemas import LINKS

_BESIDE = """
WITH tied AS (SELECT DISTINCT asset FROM links WHERE role = 'picture'),
labels AS (
  SELECT DISTINCT asset, record, regexp_replace(asset, '\\.[^./]*$', '') AS stem FROM findings
  WHERE detector LIKE 'annotation.%' AND asset NOT IN (FROM tied)
),
pictures AS (
  SELECT regexp_replace(asset, '\\.[^./]*$', '') AS stem, min(asset) AS picture FROM assets
  WHERE kind = 'picture' GROUP BY ALL
)
SELECT labels.asset, record, picture FROM labels
JOIN pictures ON pictures.stem IN (labels.stem, replace(labels.stem, 'labels/', 'images/'),
                                   replace(labels.stem, 'Annotations/', 'JPEGImages/'))
ORDER BY ALL
"""
_BATCH_ROWS = 200_000


def link_labels(db: duckdb.DuckDBPyConnection, key_for: KeyFor) -> Iterator[pa.RecordBatch]:
    """Yield rows of ``links/`` for annotations whose picture is told by the name of their file alone.

    Needs the views ``findings``, ``links`` and ``assets``.
    """
    for batch in db.sql(_BESIDE).to_arrow_reader(_BATCH_ROWS):
        rows = batch.num_rows
        for level, tokens in picture_tokens(batch["picture"].to_pylist(), key_for):
            words = (pa.repeat(pa.scalar(word), rows) for word in ("path", "picture", level))
            columns = [batch["asset"], batch["record"], *words, tokens]
            yield pa.RecordBatch.from_arrays(
                [column.cast(item.type) for column, item in zip(columns, LINKS, strict=True)], schema=LINKS
            )

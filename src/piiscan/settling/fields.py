"""The rows of ``fields/``: one per column or metadata tag, and category."""

from collections.abc import Iterable, Iterator
from itertools import islice

import duckdb
import pyarrow as pa

from piiscan.detectors.table.consent import WITHDRAWN
from piiscan.detectors.table.minor import DETECTOR as MINOR
from piiscan.model.categories import Category
from piiscan.model.columns import ColumnSketch, Verdict
from piiscan.model.findings import Evidence
from piiscan.model.masks import mask
from piiscan.model.schemas import FIELDS

_BATCH_ROWS = 10_000


def column_fields(
    sketches: Iterable[tuple[str, str, ColumnSketch]], verdicts: Iterable[Verdict]
) -> Iterator[pa.RecordBatch]:
    """Yield one row for each asset and column that a verdict holds for.

    Args:
        sketches: asset, table and sketch of columns; others than those judged are passed over.
        verdicts: on the columns of all tables.
    """
    judged = {(verdict.table, verdict.field): verdict for verdict in verdicts}
    rows = (
        _row(asset, sketch, judged[table, sketch.name])
        for asset, table, sketch in sketches
        if (table, sketch.name) in judged
    )
    while together := list(islice(rows, _BATCH_ROWS)):
        yield pa.RecordBatch.from_pylist(together, schema=FIELDS)


def _row(asset: str, sketch: ColumnSketch, verdict: Verdict) -> dict[str, object]:
    return {
        "asset": asset,
        "table": verdict.table,
        "field": verdict.field,
        "type": sketch.type,
        "category": verdict.category,
        "confidence": verdict.confidence,
        "origin": verdict.origin,
        "reasons": list(verdict.reasons),
        "alternatives": list(verdict.alternatives),
        "rows": sketch.rows,
        "nulls": sketch.nulls,
        "matched": sketch.present,
        "distinct": sketch.distinct,
        "shown": mask(verdict.category),
    }


_OF_MINORS = "ages below 18, or dates of birth less than 18 years before the file was last modified"
_REASONS = {
    Evidence.PATTERN: "entities of this kind were found in its text",
    Evidence.PATH: "names of files or folders that stand together follow a pattern",
    Evidence.PIXELS: "seen in the pixels",
    Evidence.SIDECAR: "an annotation or a file beside it says so",
    Evidence.SOUND: "it is a sound recording, or its tags say so",
}


def fields_of_findings(db: duckdb.DuckDBPyConnection) -> Iterator[pa.RecordBatch]:
    """Yield one row for each asset, field and category found otherwise than by a column verdict.

    Args:
        db: has the view ``findings``.
    """
    whens = " ".join(f"WHEN '{evidence}' THEN '{reason}'" for evidence, reason in _REASONS.items())
    rows = db.sql(
        f"""
        SELECT asset, NULL::VARCHAR AS "table", field, NULL::VARCHAR AS "type", category,
               max(confidence) AS confidence, 'unknown' AS origin,
               [CASE WHEN min(detector) = '{MINOR}' THEN '{_OF_MINORS}'
                WHEN min(detector) = '{WITHDRAWN}' THEN 'cells of a consent column say that it was withdrawn'
                WHEN min(detector) = 'file.model' THEN 'it begins, or is called, as files of models are'
                WHEN min(detector) LIKE 'document.%' THEN 'a document beside the data says so'
                ELSE CASE min(evidence) {whens} ELSE 'the metadata tag says so' END END] AS reasons,
               []::VARCHAR[] AS alternatives, NULL::BIGINT AS "rows", NULL::BIGINT AS nulls,
               count(DISTINCT record) AS matched, NULL::BIGINT AS "distinct", NULL::VARCHAR AS shown
        FROM findings WHERE evidence <> '{Evidence.COLUMN}' OR detector IN ('{MINOR}', '{WITHDRAWN}')
        GROUP BY asset, field, category ORDER BY asset, field, category
        """  # noqa: S608 - only constants of this module are put in
    ).to_arrow_reader(_BATCH_ROWS)
    for batch in rows:
        found = batch.column("category").dictionary_encode()
        masks = pa.array([mask(Category(category)) for category in found.dictionary.to_pylist()], pa.string())
        columns = {item.name: batch.column(item.name) for item in FIELDS} | {"shown": masks.take(found.indices)}
        arrays = [columns[item.name].cast(item.type) for item in FIELDS]
        yield pa.RecordBatch.from_arrays(arrays, schema=FIELDS)

"""The rows of ``fields/``: one per column or metadata tag, and category."""

from collections.abc import Iterable, Mapping

import duckdb
import pyarrow as pa

from piiscan.detectors.table.consent import WITHDRAWN
from piiscan.detectors.table.minor import DETECTOR as MINOR
from piiscan.model.categories import Category
from piiscan.model.columns import ColumnSketch, Verdict
from piiscan.model.findings import Evidence
from piiscan.model.masks import mask
from piiscan.model.schemas import FIELDS

SketchKey = tuple[str, str, str]
"""Asset, table and column."""


def column_fields(sketches: Mapping[SketchKey, ColumnSketch], verdicts: Iterable[Verdict]) -> pa.Table:
    """Return one row for each asset and column that a verdict holds for."""
    judged = {(verdict.table, verdict.field): verdict for verdict in verdicts}
    rows = [
        _row(asset, sketch, judged[table, name])
        for (asset, table, name), sketch in sketches.items()
        if (table, name) in judged
    ]
    return pa.Table.from_pylist(rows, schema=FIELDS)


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


def fields_of_findings(db: duckdb.DuckDBPyConnection) -> pa.Table:
    """Return one row for each asset, field and category found otherwise than by a column verdict.

    Args:
        db: has the view ``findings``.
    """
    whens = " ".join(f"WHEN '{evidence}' THEN '{reason}'" for evidence, reason in _REASONS.items())
    rows = db.sql(
        f"""
        SELECT asset, NULL::VARCHAR AS "table", field, NULL::VARCHAR AS "type", category,
               max(confidence) AS confidence, 'unknown' AS origin,
               [CASE WHEN any_value(detector) = '{MINOR}' THEN '{_OF_MINORS}'
                WHEN any_value(detector) = '{WITHDRAWN}' THEN 'cells of a consent column say that it was withdrawn'
                WHEN any_value(detector) = 'file.model' THEN 'it begins, or is called, as files of models are'
                WHEN any_value(detector) LIKE 'document.%' THEN 'a document beside the data says so'
                ELSE CASE any_value(evidence) {whens} ELSE 'the metadata tag says so' END END] AS reasons,
               []::VARCHAR[] AS alternatives, NULL::BIGINT AS "rows", NULL::BIGINT AS nulls,
               count(DISTINCT record) AS matched, NULL::BIGINT AS "distinct", NULL::VARCHAR AS shown
        FROM findings WHERE evidence <> '{Evidence.COLUMN}' OR detector IN ('{MINOR}', '{WITHDRAWN}')
        GROUP BY asset, field, category ORDER BY asset, field, category
        """  # noqa: S608 - only constants of this module are put in
    ).to_arrow_table()
    shown = pa.array([mask(Category(category)) for category in rows["category"].to_pylist()], pa.string())
    position = rows.schema.get_field_index("shown")
    return rows.set_column(position, "shown", shown).cast(FIELDS)

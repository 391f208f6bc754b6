"""OpenLineage: one event that says what the scanned tables hold, for lineage catalogues."""

import uuid
from collections import defaultdict
from typing import Any

import duckdb

from piiscan.reports.display import display_name

_PRODUCER = "pkg:pypi/piiscan-dataset"
"""A package URL, which is a URI (purl specification); OpenLineage asks for one."""
_SPEC = "https://openlineage.io/spec"
MOST_FIELDS = 5000

_FIELDS = """
SELECT "table", field, min("type"), list(DISTINCT category ORDER BY category), max(confidence)
FROM fields WHERE "table" IS NOT NULL GROUP BY "table", field ORDER BY "table", field LIMIT $most
"""


def openlineage_event(db: duckdb.DuckDBPyConnection, run: dict[str, Any]) -> dict[str, Any]:
    """Return a run event with a schema and a tags facet for each table. Needs ``fields``."""
    tables: defaultdict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for row in db.execute(_FIELDS, {"most": MOST_FIELDS}).fetchall():
        tables[row[0]].append(row)
    return {
        "eventType": "COMPLETE",
        "eventTime": run["finished"],
        "producer": _PRODUCER,
        "schemaURL": f"{_SPEC}/2-0-2/OpenLineage.json#/$defs/RunEvent",
        "run": {
            "runId": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{run['dataset_digest']} {run['finished']}")),
            "facets": {},
        },
        "job": {"namespace": "piiscan", "name": "scan", "facets": {}},
        "inputs": [_dataset(run, table, rows) for table, rows in tables.items()],
        "outputs": [],
    }


def _run_id(run: dict[str, Any]) -> str:
    """Return an id that is the same for the same run."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{run['dataset_digest']} {run['finished']}"))


def _dataset(run: dict[str, Any], table: str, rows: list[tuple[Any, ...]]) -> dict[str, Any]:
    fields = [{"name": display_name(name), "type": kind or "unknown"} for _, name, kind, _, _ in rows]
    tags = [
        {"key": "piiscan.category", "value": category, "source": "piiscan", "field": display_name(name)}
        for _, name, _, categories, _ in rows
        for category in categories
    ]
    verdict = {"key": "piiscan.verdict", "value": run["verdict"], "source": "piiscan"}
    return {
        "namespace": ", ".join(display_name(dataset) for dataset in run["datasets"]),
        "name": display_name(table),
        "facets": {
            "schema": _facet("1-1-1/SchemaDatasetFacet") | {"fields": fields},
            "tags": _facet("1-0-0/TagsDatasetFacet") | {"tags": [verdict, *tags]},
        },
    }


def _facet(name: str) -> dict[str, Any]:
    return {"_producer": _PRODUCER, "_schemaURL": f"{_SPEC}/facets/{name}.json"}

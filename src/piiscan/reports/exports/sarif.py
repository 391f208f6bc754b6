"""SARIF 2.1.0: one result for each column or file and category, for code scanning and review tools."""

import hashlib
from typing import Any
from urllib.parse import quote

import duckdb

from piiscan.model.categories import Category
from piiscan.reports.display import display_count, display_name
from piiscan.rulebook.places import shipped_rules
from piiscan.rulebook.risk_weights import load_risk_weights
from piiscan.rulebook.taxonomy import load_taxonomy

MOST_RESULTS = 5000
"""As many as GitHub shows of one run; the rest is counted in a notification."""

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_ERROR, _WARNING = 0.75, 0.3
"""Harm, as in ``rules/risk.yaml``, from which a category is an error or a warning."""

# Parts of one table are one result, at the first part; a file with tags is one result per category.
_RESULTS = """
SELECT min(asset) AS asset, "table", CASE WHEN "table" IS NULL THEN NULL ELSE field END AS field, category,
       max(confidence), max(matched)::BIGINT, count(DISTINCT asset), any_value(reasons)[1], count(*) OVER ()
FROM fields GROUP BY "table", CASE WHEN "table" IS NULL THEN asset END,
                     CASE WHEN "table" IS NULL THEN NULL ELSE field END, category
ORDER BY "table" NULLS LAST, asset, field, category LIMIT $most
"""


def sarif_document(db: duckdb.DuckDBPyConnection, run: dict[str, Any]) -> dict[str, Any]:
    """Return the report as SARIF. Needs ``fields``."""
    rows = db.execute(_RESULTS, {"most": MOST_RESULTS}).fetchall()
    left_out = (rows[0][8] if rows else 0) - len(rows)
    categories = sorted({Category(row[3]) for row in rows})
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": _driver(run, categories)},
                "invocations": [_invocation(run, left_out)],
                "results": [_result(row) for row in rows],
                "columnKind": "unicodeCodePoints",
                "properties": {"verdict": run["verdict"], "datasetDigest": run["dataset_digest"]},
            }
        ],
    }


def _driver(run: dict[str, Any], categories: list[Category]) -> dict[str, Any]:
    titles = load_taxonomy(shipped_rules()).titles
    weights = load_risk_weights(shipped_rules()).categories
    rules = [
        {
            "id": category.value,
            "shortDescription": {"text": titles[category]},
            "fullDescription": {"text": weights[category].why},
            "defaultConfiguration": {"level": _level(weights[category].harm)},
        }
        for category in categories
    ]
    return {"name": "piiscan", "version": run["tool"]["version"], "rules": rules}


def _level(harm: float) -> str:
    return "error" if harm >= _ERROR else "warning" if harm >= _WARNING else "note"


def _invocation(run: dict[str, Any], left_out: int) -> dict[str, Any]:
    notes = [f"{unread['asset']}: {unread['reason']}" for unread in run["coverage"]["unread_first"]]
    if left_out:
        notes.append(f"{left_out:,} more results are in the report's folder fields/")
    return {
        "executionSuccessful": True,
        "exitCode": run["exit_code"],
        "startTimeUtc": _utc(run["started"]),
        "endTimeUtc": _utc(run["finished"]),
        "toolExecutionNotifications": [{"level": "warning", "message": {"text": display_name(note)}} for note in notes],
    }


def _utc(time: str) -> str:
    return time.replace("+00:00", "Z")


def _result(row: tuple[Any, ...]) -> dict[str, Any]:
    asset, table, field, category, confidence, matched, assets, reason, _ = row
    where = f"the column {display_name(field)}" if field else "this file"
    parts = f" in {display_count(assets, 'file')}" if assets > 1 else ""
    text = f"{category} in {where}: {display_count(matched, 'record')}{parts}; {display_name(reason or 'found')}"
    # Of names as they are shown: an unkeyed hash of one that holds an identifier could be found out by trying.
    key = f"{display_name(table or asset)}\0{display_name(field or '')}\0{category}"
    location: dict[str, Any] = {
        "physicalLocation": {"artifactLocation": {"uri": quote(display_name(asset), safe="/%")}}
    }
    if field:
        location["logicalLocations"] = [{"name": display_name(field), "kind": "member"}]
    return {
        "ruleId": category,
        "message": {"text": text},
        "locations": [location],
        "partialFingerprints": {"piiscan/v1": hashlib.sha256(key.encode()).hexdigest()},
        "properties": {"confidence": round(confidence, 3), "records": matched, "files": assets},
    }

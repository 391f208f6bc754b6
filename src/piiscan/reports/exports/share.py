"""What of a report may be handed on: aggregates, without names of files, folders or columns."""

from typing import Any

import duckdb

FEWEST = 5
"""Smaller counts of people and records are not told exactly."""


def share_document(_db: duckdb.DuckDBPyConnection, run: dict[str, Any]) -> dict[str, Any]:
    """Return verdicts and counts only."""
    return {
        "about": f"Aggregates of a piiscan report; counts from 1 to {FEWEST - 1} are given as '<{FEWEST}'.",
        "tool": run["tool"],
        "rules_hash": run["rules_hash"],
        "dataset_digest": run["dataset_digest"],
        "finished": run["finished"],
        "verdict": run["verdict"],
        "policies": [_policy(policy) for policy in run["policies"]],
        "records": _rounded(run["records"]),
        "persons": _rounded(run["persons"]),
        "risk_levels": {level: _rounded(records) for level, records in run["risk_levels"].items()},
        "categories": {each["category"]: _rounded(each["records"]) for each in run["categories"]},
        "combinations": {each["title"]: _rounded(each["persons"]) for each in run["combinations"]},
        "unread_assets": run["coverage"]["unread"],
        "not_looked_for": run["coverage"]["not_looked_for"],
        "cannot_judge": run["cannot_judge"],
    }


def _policy(policy: dict[str, Any]) -> dict[str, Any]:
    broken = [
        {"rule": rule["rule"], "level": rule["level"], "because": rule["because"], "source": rule["source"]}
        | {"records": _rounded(rule["records"])}
        for rule in policy["broken"]
    ]
    return {"policy": policy["policy"], "verdict": policy["verdict"], "broken": broken}


def _rounded(number: int) -> int | str:
    return number if number == 0 or number >= FEWEST else f"<{FEWEST}"

"""A section for a dataset card, in Markdown."""

from typing import Any

import duckdb

from piiscan.model.categories import Category
from piiscan.reports.display import display_count, display_name
from piiscan.rulebook.places import shipped_rules
from piiscan.rulebook.taxonomy import load_taxonomy


def dataset_card_section(_db: duckdb.DuckDBPyConnection, run: dict[str, Any]) -> str:
    """Return the section on personal and sensitive information, without names of files or columns."""
    titles = load_taxonomy(shipped_rules()).titles
    rows = [
        f"| {titles[Category(count['category'])]} | {count['records']:,} | {count['fields']:,} |"
        for count in run["categories"]
    ]
    table = (
        ["| Category | Records | Fields |", "|---|--:|--:|", *rows]
        if rows
        else ["Nothing of what was looked for was found."]
    )
    together = [f"- {c['title']}: {display_count(c['persons'], 'linked person')}" for c in run["combinations"]]
    unread = run["coverage"]["unread"]
    lines = [
        "## Personal and Sensitive Information",
        "",
        f"Scanned with piiscan {run['tool']['version']} on {run['finished'][:10]}; verdict: **{run['verdict']}** by",
        f"{', '.join(policy['policy'] for policy in run['policies'])}.",
        f"Dataset digest: `sha256:{run['dataset_digest']}`. {display_count(unread, 'asset')} could not be read.",
        "",
        *table,
        "",
        *(["Known of one person together:", "", *together, ""] if together else []),
        "Not looked for: " + "; ".join(display_name(each) for each in run["coverage"]["not_looked_for"]) + ".",
        "No scan can tell: " + " ".join(run["cannot_judge"]),
    ]
    return "\n".join(lines) + "\n"

"""Writes ``run.json``: the record of a run for programs."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from piiscan.model.errors import ReportError
from piiscan.model.ignores import Ignored
from piiscan.model.policies import Judgement
from piiscan.model.run import RunRecord, ScanFacts
from piiscan.model.transfer import Declaration
from piiscan.reports.folder import facts_path, plan_folder, replace_text, run_json_path


def write_run_json(report: Path, run: RunRecord) -> None:
    """Write ``run.json`` into the report."""
    replace_text(run_json_path(report), _as_json(run_document(run)))


def write_facts(report: Path, facts: ScanFacts) -> None:
    """Keep what the scan knew, so that the report can be assessed again alone."""
    replace_text(facts_path(report), _as_json(facts.to_json()))


def read_facts(report: Path) -> ScanFacts:
    """Return what the scan knew. Raises ReportError where the report does not say."""
    try:
        return ScanFacts.from_json(json.loads(facts_path(report).read_bytes()))
    except (OSError, ValueError):
        raise ReportError(f"{report} does not say how it was made ({facts_path(report).name}): scan again") from None


def write_begun(report: Path, facts: ScanFacts) -> None:
    """Keep what is known of a scan as it begins."""
    replace_text(plan_folder(report) / _BEGUN, _as_json(facts.to_json()))


def read_begun(report: Path) -> ScanFacts:
    """Return what was known of a scan as it began. Raises ReportError where that is not there."""
    try:
        return ScanFacts.from_json(json.loads((plan_folder(report) / _BEGUN).read_bytes()))
    except (OSError, ValueError):
        raise ReportError(f"{report} holds no whole plan: plan again") from None


_BEGUN = "begun.json"


def run_document(run: RunRecord) -> dict[str, Any]:
    """Return the run as JSON knows it; written out by hand, since others build on it."""
    facts = run.facts
    return {
        "schema_version": run.schema_version,
        "tool": {"name": "piiscan", "version": facts.tool_version},
        "rules_hash": facts.rules_hash,
        "taxonomy_version": facts.taxonomy_version,
        "datasets": list(facts.datasets),
        "settings": dict(facts.settings),
        "started": facts.started,
        "finished": facts.finished,
        "key_id": facts.key_id,
        "dataset_digest": run.digest.sha256,
        "dataset_digest_assets": run.digest.assets,
        "dataset_digest_without_hash": run.digest.without_hash,
        "verdict": run.verdict,
        "policies": [_judgement(judgement) for judgement in run.judgements],
        "new_against_baseline": _judgement(run.gate) if run.gate else None,
        "cannot_judge": list(run.cannot_judge),
        "fail_on": run.fail_on,
        "allow_unread": run.allow_unread,
        "exit_code": run.exit_code,
        "declaration": _declaration(run.declaration),
        "ignored": [_ignored(ignored) for ignored in run.ignored],
        "provenance": [asdict(sign) for sign in run.signs],
        "records": run.records,
        "persons": run.persons,
        "risk_levels": {risk.level: risk.records for risk in run.risks},
        "combinations": [asdict(combination) for combination in run.combinations],
        "crowds": [asdict(crowds) | {"diversity": dict(crowds.diversity)} for crowds in run.crowds],
        "categories": [asdict(count) for count in run.categories],
        "coverage": asdict(run.coverage) | {"not_looked_for": list(facts.not_looked_for)},
    }


def _declaration(declaration: Declaration | None) -> dict[str, Any] | None:
    if declaration is None:
        return None
    return {"verified": False, "sha256": declaration.sha256, "answers": dict(declaration.answers)}


def _ignored(ignored: Ignored) -> dict[str, Any]:
    entry = asdict(ignored.entry) | {"expires": ignored.entry.expires.isoformat()}
    return {**entry, "expired": ignored.expired, "findings": ignored.findings, "records": ignored.records}


def _judgement(judgement: Judgement) -> dict[str, Any]:
    return {
        "policy": judgement.policy,
        "verdict": judgement.verdict,
        "level": judgement.level,
        "incomplete": judgement.incomplete,
        "broken": [asdict(rule) for rule in judgement.broken],
    }


def _as_json(content: dict[str, Any]) -> str:
    return json.dumps(content, indent=2, ensure_ascii=True) + "\n"

"""Assess: from the tables of a report to its verdict, without the data that was scanned."""

from pathlib import Path

import duckdb

from piiscan.linkage import link_subjects
from piiscan.model.policies import FailOn, Judgement, Policy
from piiscan.model.run import RunRecord, ScanFacts
from piiscan.model.schemas import SCHEMA_VERSION
from piiscan.policy import exit_code, judge
from piiscan.reports.counts import count_categories, count_coverage, count_persons, count_risks, digest_dataset
from piiscan.reports.folder import connect, drop_other_parts, write_part
from piiscan.reports.html import write_html
from piiscan.reports.run_json import write_run_json
from piiscan.risk import score_records
from piiscan.rulebook.places import shipped_rules
from piiscan.rulebook.risk_weights import load_risk_weights
from piiscan.rulebook.taxonomy import load_taxonomy

RECORDS_PART = "assessed"
_BATCH_ROWS = 100_000


def assess(
    report: Path,
    policies: tuple[Policy, ...],
    facts: ScanFacts,
    *,
    fail_on: FailOn = FailOn.BLOCK,
    allow_unread: int = 0,
) -> RunRecord:
    """Link, score and judge what a report holds, and write its ``records/``, ``run.json`` and ``report.html``.

    Raises:
        ReportError: the report is missing, incomplete or of another schema, or cannot be written to.
        RuleError: the shipped weights or taxonomy are malformed.
    """
    with connect(report) as db:
        link_subjects(db)
        score_records(db, load_risk_weights(shipped_rules()))
        _write_records(db, report)
        unread = count_coverage(db).unread
        judgements = tuple(judge(db, policy, unread=unread, allow_unread=allow_unread) for policy in policies)
        run = _record(db, facts, policies, judgements, fail_on, allow_unread)
        write_run_json(report, run)
        write_html(report, db, run, load_taxonomy(shipped_rules()).titles)
    return run


def _write_records(db: duckdb.DuckDBPyConnection, report: Path) -> None:
    """Write ``records/``, in the order of places, and let what follows read it instead of scoring again."""
    write_part(
        report,
        "records",
        RECORDS_PART,
        db.sql("FROM scored ORDER BY asset, record").to_arrow_reader(_BATCH_ROWS),
    )
    drop_other_parts(report, "records", RECORDS_PART)
    db.execute("CREATE OR REPLACE TEMP VIEW scored AS FROM records")


def _record(
    db: duckdb.DuckDBPyConnection,
    facts: ScanFacts,
    policies: tuple[Policy, ...],
    judgements: tuple[Judgement, ...],
    fail_on: FailOn,
    allow_unread: int,
) -> RunRecord:
    """Return the record of this run."""
    coverage = count_coverage(db)
    risks = count_risks(db)
    return RunRecord(
        facts=facts,
        schema_version=SCHEMA_VERSION,
        coverage=coverage,
        digest=digest_dataset(db),
        categories=count_categories(db),
        records=sum(risk.records for risk in risks),
        persons=count_persons(db),
        risks=risks,
        judgements=judgements,
        cannot_judge=tuple(dict.fromkeys(sentence for policy in policies for sentence in policy.cannot_judge)),
        fail_on=fail_on,
        allow_unread=allow_unread,
        exit_code=exit_code(judgements, fail_on, coverage.unread, allow_unread),
    )

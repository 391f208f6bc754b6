"""Assess: from the tables of a report to its verdict, without the data that was scanned."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import duckdb
import pyarrow as pa

from piiscan.linkage.subjects import link_subjects
from piiscan.model.ignores import Ignore
from piiscan.model.policies import FailOn, Judgement, Policy
from piiscan.model.run import Coverage, RunRecord, ScanFacts
from piiscan.model.schemas import PUBLISHED, SCHEMA_VERSION
from piiscan.model.transfer import Declaration
from piiscan.policy.ignoring import leave_out
from piiscan.policy.judge import Circumstances, exit_code, judge, judge_new
from piiscan.policy.provenance import gather_signs
from piiscan.report_key import key_of_report
from piiscan.reports.changes import find_changes
from piiscan.reports.counts import count_categories, count_coverage, count_persons, count_risks, digest_dataset
from piiscan.reports.folder import connect, drop_other_parts, finding_parts, link_parts, write_part
from piiscan.reports.html import write_html
from piiscan.reports.news import count_new_unread, find_news
from piiscan.reports.rooms import Room, in_first_room
from piiscan.reports.run_json import write_run_json
from piiscan.risk.ages import count_younger
from piiscan.risk.banding import crowd_steps
from piiscan.risk.combinations import count_combinations
from piiscan.risk.crowds import measure_crowds
from piiscan.risk.score import score_records, scored_in_order
from piiscan.rulebook.places import shipped_rules
from piiscan.rulebook.risk_weights import load_risk_weights
from piiscan.rulebook.taxonomy import load_taxonomy

RECORDS_PART = "assessed"
_ASKED = PUBLISHED.keys() - {"records"}
"""Tables of the report that judging reads; it writes the other one."""

_ROOMS: tuple[Room, ...] = (("230MB", None), ("350MB", 1), ("1600MB", None))
"""For the database; the threads are those that link persons.

What does not fit spills into the report. How much a join holds on to depends on how the threads came by their rows:
three million rows and three million photos had enough room at the first try, and peaked at 611 MB for the whole
process (November 2026).
"""


@dataclass(frozen=True, slots=True)
class Brief:
    """How a report is to be judged."""

    policies: tuple[Policy, ...]
    fail_on: FailOn = FailOn.BLOCK
    allow_unread: int = 0
    declaration: Declaration | None = None
    ignores: tuple[Ignore, ...] = ()
    baseline: Path | None = None


def assess(report: Path, brief: Brief, facts: ScanFacts) -> RunRecord:
    """Link, score and judge what a report holds, and write its ``records/``, ``run.json`` and ``report.html``.

    Raises:
        ReportError: the report is missing, incomplete or of another schema, or cannot be written to.
        RuleError: the shipped weights or taxonomy are malformed.
    """
    pa.default_memory_pool().release_unused()  # what reading the data took before, in the same process
    return in_first_room(_ROOMS, partial(_assess, report, brief, facts))


def _assess(report: Path, brief: Brief, facts: ScanFacts, memory: str, threads: int | None) -> RunRecord:
    taxonomy, weights = load_taxonomy(shipped_rules()), load_risk_weights(shipped_rules())
    with connect(report, memory=memory, often=_ASKED) as db:
        ignored = leave_out(db, brief.ignores, datetime.now(UTC).date())
        key = key_of_report(report, facts.key_id)
        if threads:
            db.execute(f"SET threads = {threads}")
        link_subjects(db, key.derive if key else None)
        if threads:
            db.execute("RESET threads")
        parts = partial(link_parts, report)
        findings = None if any(not each.expired for each in ignored) else partial(finding_parts, report)
        score_records(db, weights, parts, findings)
        _write_records(db, report)
        crowds = measure_crowds(db)
        coverage = count_coverage(db)
        around = _circumstances(db, report, brief, facts, coverage.unread)
        judgements = judge(db, brief.policies, around)
        gate = _judge_new(db, report, brief, facts, around) if brief.baseline else None
        run = replace(
            _record(db, facts, brief, coverage, judgements, gate),
            combinations=count_combinations(db, weights),
            crowds=crowds,
            signs=gather_signs(db),
            declaration=brief.declaration,
            ignored=ignored,
        )
        write_run_json(report, run)
        write_html(report, db, run, taxonomy.titles)
    return run


def _write_records(db: duckdb.DuckDBPyConnection, report: Path) -> None:
    """Write ``records/``, in the order of places, and let what follows read it instead of scoring again."""
    write_part(report, "records", RECORDS_PART, scored_in_order(db))
    drop_other_parts(report, "records", RECORDS_PART)
    db.execute("CREATE OR REPLACE TEMP VIEW scored AS FROM records")


def _judge_new(
    db: duckdb.DuckDBPyConnection, report: Path, brief: Brief, facts: ScanFacts, around: Circumstances
) -> Judgement:
    """Judge what is new against the baseline."""
    baseline = brief.baseline or report
    find_changes(db, report, baseline)
    find_news(db)
    new = replace(
        around,
        unread=count_new_unread(db),
        crowd_steps=lambda _size: (),
        younger_than=partial(_younger_than, db, report, facts, columns="fresh_token_columns"),
    )
    return judge_new(db, brief.policies, new)


def _circumstances(
    db: duckdb.DuckDBPyConnection, report: Path, brief: Brief, facts: ScanFacts, unread: int
) -> Circumstances:
    return Circumstances(
        unread=unread,
        allow_unread=brief.allow_unread,
        declaration=brief.declaration,
        crowd_steps=partial(crowd_steps, db, parts=partial(link_parts, report), folder=report),
        younger_than=partial(_younger_than, db, report, facts),
        titles=load_taxonomy(shipped_rules()).titles,
    )


def _younger_than(
    db: duckdb.DuckDBPyConnection, report: Path, facts: ScanFacts, age: int, columns: str = "token_columns"
) -> int | None:
    """Return the records with an age below this one; None without the report's key, unless no age is in there."""
    key = key_of_report(report, facts.key_id)
    if key is not None:
        return count_younger(db, age, date.fromisoformat(facts.finished[:10]), key.derive, columns)
    told = f"SELECT 1 FROM {columns} WHERE category IN ('demographic.age', 'demographic.birth_date') LIMIT 1"  # noqa: S608 - ours
    return None if db.execute(told).fetchall() else 0


def _record(
    db: duckdb.DuckDBPyConnection,
    facts: ScanFacts,
    brief: Brief,
    coverage: Coverage,
    judgements: tuple[Judgement, ...],
    gate: Judgement | None,
) -> RunRecord:
    """Return the record of this run."""
    deciding = (gate,) if gate else judgements
    unread = gate.unread if gate else coverage.unread
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
        cannot_judge=tuple(dict.fromkeys(sentence for policy in brief.policies for sentence in policy.cannot_judge)),
        fail_on=brief.fail_on,
        allow_unread=brief.allow_unread,
        exit_code=exit_code(deciding, brief.fail_on, unread, brief.allow_unread),
        gate=gate,
    )

"""The whole flow on one page: plan, run, settle, assess."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from piiscan.assess import Brief, assess
from piiscan.briefing import brief_for, refuse_paths
from piiscan.facts import begin_facts, keep_facts, now
from piiscan.keys import load_key
from piiscan.machines.shards import Shard, load_plan, note_shard, require_all_run
from piiscan.model.run import RunRecord, ScanFacts
from piiscan.model.units import Unit, UnitStatus
from piiscan.plan import Plan, Work, make_plan
from piiscan.planning.isolation import files_opened_within
from piiscan.redaction import redact_report
from piiscan.reports.folder import reading_report
from piiscan.reports.run_json import read_facts
from piiscan.run.unit import rescue_unit, run_unit
from piiscan.runtimes.pool import run_pool
from piiscan.runtimes.serial import run_serial
from piiscan.runtimes.supervisor import tell_limits
from piiscan.settings import Judging, ScanSettings
from piiscan.settle import close, settle

Told = Callable[[UnitStatus], None]
Started = Callable[[int, int], Told]
"""Called with the number of units to do and their bytes; gives what is called after each unit."""


Runtime = Callable[[Plan, list[Unit], Told], None]
"""Runs units somewhere else, and tells how each ended."""

Judge = Callable[[Path, Brief, ScanFacts], RunRecord]
"""Judges a finished report; here, or in a process of its own."""


def scan(
    settings: ScanSettings,
    started: Started = lambda _units, _size: lambda _status: None,
    runtime: Runtime | None = None,
    judge: Judge = assess,
) -> RunRecord:
    """Scan the dataset, write its report, and return the record of the run with its verdicts.

    Args:
        settings: what the user asked for.
        started: told of each round of units.
        runtime: runs them; this machine where there is none.
        judge: judges the report.

    Raises:
        PiiscanError: the scan could not be made at all; a file that cannot be read is no such error.
    """
    began = now()
    brief = brief_for(settings.judging, settings.rules)
    if settings.redact_paths:
        refuse_paths(brief)
    with files_opened_within(settings.limits, isolate=settings.isolate):
        plan = make_plan(settings)
        begin_facts(plan, settings, began)
        while True:
            if work := plan.units_to_do():
                told = started(len(work), work.size)
                if runtime is not None:
                    runtime(plan, list(work), told)
                else:
                    run_units(plan, work, _worthwhile(settings, work.size), told, isolate=settings.isolate)
            settle(plan)  # also where a scan was killed after its last unit, and nothing is left to run
            if not plan.units_to_do():
                break
        close(plan)
    facts = keep_facts(plan)
    if settings.redact_paths:
        redact_report(plan.report, load_key(plan.context.key_file))
    with reading_report(plan.report):
        return judge(plan.report, brief, facts)


def _worthwhile(settings: ScanSettings, size: int) -> int:
    """Return how many workers to start for so many bytes: for a few small files, starting one takes longest."""
    if not settings.worth_a_worker:
        return settings.workers
    return min(settings.workers, 1 + size // settings.worth_a_worker)


def plan_only(settings: ScanSettings) -> Plan:
    """Plan a scan for others to run. Raises PiiscanError."""
    began = now()
    with files_opened_within(settings.limits, isolate=settings.isolate):
        plan = make_plan(settings)
    begin_facts(plan, settings, began)
    return plan


def run_shard(
    report: Path, shard: Shard, workers: int, key_file: Path | None, started: Started, *, isolate: bool = False
) -> None:
    """Run the units of one shard of a plan that are not done yet. Raises PiiscanError."""
    plan = load_plan(report, key_file)
    note_shard(report, shard)
    if work := plan.units_to_do(shard.index, shard.number):
        tell_limits(plan.context.limits)
        with files_opened_within(plan.context.limits, isolate=isolate):
            run_units(plan, work, workers, started(len(work), work.size), isolate=isolate)


def settle_only(report: Path, judging: Judging, key_file: Path | None, *, isolate: bool = False) -> RunRecord:
    """Settle a plan whose shards have run, and write its report.

    Raises:
        UnfinishedError: shards are to be run, or some of them once more.
        PiiscanError: it could not be settled at all.
    """
    plan = load_plan(report, key_file)
    brief = brief_for(judging)
    require_all_run(plan)
    with files_opened_within(plan.context.limits, isolate=isolate):
        settle(plan)
    require_all_run(plan)
    close(plan)
    facts = keep_facts(plan)
    with reading_report(report):
        return assess(report, brief, facts)


def run_units(plan: Plan, units: Work, workers: int, told: Told, *, isolate: bool = False) -> None:
    """Run units in this process, or in a pool where there is work for several or a file may kill its reader."""
    work = partial(run_unit, plan.context, plan.report)
    rescue = partial(rescue_unit, plan.context, plan.report)
    if min(workers, len(units)) == 1 and not isolate:
        run_serial(work, units, told)
    else:
        limits = plan.context.limits
        run_pool(work, units, told, workers=min(workers, len(units)), rescue=rescue, limits=limits)


def assess_again(report: Path, judging: Judging) -> RunRecord:
    """Judge a finished report again, without the data that it speaks of.

    Raises:
        ReportError: it is no finished report.
        RuleError: there is no such policy, or it is malformed.
    """
    brief = brief_for(judging)
    with reading_report(report):
        return assess(report, brief, read_facts(report))

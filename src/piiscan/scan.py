"""The whole flow on one page: plan, run, settle, assess."""

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from piiscan.assess import assess
from piiscan.briefing import brief_for, refuse_paths
from piiscan.facts import keep_facts, now
from piiscan.isolation import files_opened_within
from piiscan.keys import load_key
from piiscan.model.run import RunRecord
from piiscan.model.units import Unit, UnitStatus
from piiscan.plan import Plan, make_plan
from piiscan.redaction import redact_report
from piiscan.reports.folder import reading_report
from piiscan.reports.run_json import read_facts
from piiscan.run.unit import rescue_unit, run_unit
from piiscan.runtimes.pool import run_pool
from piiscan.runtimes.serial import run_serial
from piiscan.settings import Judging, ScanSettings
from piiscan.settle import close, settle

Told = Callable[[UnitStatus], None]
Started = Callable[[int, int], Told]
"""Called with the number of units to do and their bytes; gives what is called after each unit."""


def scan(
    settings: ScanSettings,
    started: Started = lambda _units, _size: lambda _status: None,
    runtime: "Runtime | None" = None,
) -> RunRecord:
    """Scan the dataset, write its report, and return the record of the run with its verdicts.

    Args:
        settings: what the user asked for.
        started: told of each round of units.
        runtime: runs them; this machine where there is none.

    Raises:
        PiiscanError: the scan could not be made at all; a file that cannot be read is no such error.
    """
    began = now()
    brief = brief_for(settings.judging, settings.rules)
    if settings.redact_paths:
        refuse_paths(brief)
    with files_opened_within(settings.limits, isolate=settings.isolate):
        plan = _read_all(settings, started, runtime)
    if settings.redact_paths:
        redact_report(plan.report, load_key(plan.context.key_file))
    facts = keep_facts(plan, settings, began)
    return assess(plan.report, brief, facts)


Runtime = Callable[[Plan, list[Unit], Told], None]
"""Runs units somewhere else, and tells how each ended."""


def _read_all(settings: ScanSettings, started: Started, runtime: "Runtime | None") -> Plan:
    """Read the dataset until nothing is left to do, and return the plan that was followed."""
    plan = make_plan(settings)
    while units := plan.units_to_do():
        told = started(len(units), sum(unit.size for unit in units))
        if runtime is not None:
            runtime(plan, units, told)
        else:
            run_units(plan, units, settings.workers, told, isolate=settings.isolate)
        plan = settle(plan)
    close(plan)
    return plan


def run_units(plan: Plan, units: Iterable[Unit], workers: int, told: Told, *, isolate: bool = False) -> None:
    """Run units in this process, or in a pool where there is work for several or a file may kill its reader."""
    waiting = list(units)
    work = partial(run_unit, plan.context, plan.report)
    rescue = partial(rescue_unit, plan.context, plan.report)
    if min(workers, len(waiting)) == 1 and not isolate:
        run_serial(work, waiting, told)
    else:
        limits = plan.context.limits
        run_pool(work, waiting, told, workers=min(workers, len(waiting)), rescue=rescue, limits=limits)


def assess_again(report: Path, judging: Judging) -> RunRecord:
    """Judge a finished report again, without the data that it speaks of.

    Raises:
        ReportError: it is no finished report.
        RuleError: there is no such policy, or it is malformed.
    """
    brief = brief_for(judging)
    with reading_report(report):
        return assess(report, brief, read_facts(report))

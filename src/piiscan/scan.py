"""The whole flow on one page: plan, run, settle, assess."""

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from piiscan.assess import assess
from piiscan.briefing import brief_for
from piiscan.facts import keep_facts, now
from piiscan.model.run import RunRecord
from piiscan.model.units import Unit, UnitStatus
from piiscan.plan import Plan, make_plan
from piiscan.reports.run_json import read_facts
from piiscan.run.unit import rescue_unit, run_unit
from piiscan.runtimes.pool import run_pool
from piiscan.runtimes.serial import run_serial
from piiscan.settings import Judging, ScanSettings
from piiscan.settle import close, settle

Told = Callable[[UnitStatus], None]
Started = Callable[[int, int], Told]
"""Called with the number of units to do and their bytes; gives what is called after each unit."""


def scan(settings: ScanSettings, started: Started = lambda _units, _size: lambda _status: None) -> RunRecord:
    """Scan the dataset, write its report, and return the record of the run with its verdicts.

    Raises:
        PiiscanError: the scan could not be made at all; a file that cannot be read is no such error.
    """
    began = now()
    brief = brief_for(settings.judging, settings.rules)
    plan = make_plan(settings)
    while units := plan.units_to_do():
        run_units(plan, units, settings.workers, started(len(units), sum(unit.size for unit in units)))
        plan = settle(plan)
    close(plan)
    facts = keep_facts(plan, settings, began)
    return assess(plan.report, brief, facts)


def run_units(plan: Plan, units: Iterable[Unit], workers: int, told: Told) -> None:
    """Run units in this process, or in a pool where there is work for several."""
    waiting = list(units)
    work = partial(run_unit, plan.context, plan.report)
    rescue = partial(rescue_unit, plan.context, plan.report)
    if min(workers, len(waiting)) == 1:
        run_serial(work, waiting, told)
    else:
        run_pool(work, waiting, told, workers=min(workers, len(waiting)), rescue=rescue)


def assess_again(report: Path, judging: Judging) -> RunRecord:
    """Judge a finished report again, without the data that it speaks of.

    Raises:
        ReportError: it is no finished report.
        RuleError: there is no such policy, or it is malformed.
    """
    return assess(report, brief_for(judging), read_facts(report))

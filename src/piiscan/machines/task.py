"""What one task of a cluster does with one unit, wherever it runs, and however often it is tried."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import TypeVar

from piiscan.machines.unit_places import UnitPlace, unit_place
from piiscan.model.errors import UsageError
from piiscan.model.limits import Limits
from piiscan.model.units import ScanContext, Unit, UnitStatus
from piiscan.rulebook.loading import load_rulebook
from piiscan.rulebook.places import shipped_rules
from piiscan.run.kernel import UnitScan, scan_units
from piiscan.run.unit import rescue_unit, run_unit
from piiscan.runtimes.board import DIED, Death
from piiscan.runtimes.pool import LoneWorker
from piiscan.version import __version__

_DIED = Death(0, DIED)
_Result = TypeVar("_Result")


def run_task(context: ScanContext, report: str, unit: Unit, attempt: int, scan: UnitScan = scan_units) -> UnitStatus:
    """Run a unit in a process of its own, and keep its parts in the report under the unit's id.

    A file that kills that process costs itself. A file that kills this one too, such as by exhausting what the
    cluster gives an executor, ends as failed at the next but one try: the first leaves the mark that the unit was
    begun, the second reads piece by piece and leaves a mark at each, the third passes over the piece that bears one.

    Args:
        context: the plan's, as the planning machine wrote it.
        report: a folder that all workers share, or the address of one in a store.
        unit: what to read.
        attempt: how often its task was tried before.
        scan: the kernel.

    Raises:
        UsageError: this worker has another key, other rules or another version than the plan.
    """
    place = unit_place(report)
    here = on_this_machine(context)
    if attempt and (done := place.status(unit)):
        return done
    lone = _lone_worker(here.limits)
    again = attempt > 0 and place.is_marked(unit.id)
    with place.folder() as folder:
        if not again:
            place.mark(unit.id)
            status = lone.call(partial(run_unit, here, folder, unit, scan))
            if status is not None:
                return status
        marking = _Marking(lone, place, unit.id, scanning=again)
        return rescue_unit(here, folder, unit, marking, scan)


@dataclass
class _Marking:
    """A lone process whose every call leaves a mark while it lasts; what bears an earlier try's mark is not called."""

    lone: LoneWorker
    place: UnitPlace
    unit: str
    scanning: bool
    """Whether marks of an earlier try may be there."""

    calls: int = 0
    death: Death = _DIED
    """How the last call ended that gave None."""

    def call(self, function: Callable[[], _Result]) -> _Result | None:
        """Return the function's result, or None when it killed its process, now or at an earlier try."""
        self.calls += 1
        mark = f"{self.unit}.{self.calls}"
        if self.scanning and self.place.is_marked(mark):
            self.death = _DIED
            return None
        self.place.mark(mark)
        result = self.lone.call(function)
        self.place.unmark(mark)
        self.death = self.lone.death
        return result


@lru_cache(maxsize=1)
def _lone_worker(limits: Limits) -> LoneWorker:
    """Return the process beside this one; it serves all tasks that come to this worker."""
    return LoneWorker(limits)


@lru_cache(maxsize=8)
def on_this_machine(context: ScanContext) -> ScanContext:
    """Return the context with the rules where they lie here. Raises UsageError where they are not the plan's."""
    if context.version != __version__:
        raise UsageError(f"the plan was made by version {context.version} of piiscan, this worker has {__version__}")
    here = replace(context, rules_dirs=(str(shipped_rules()), *context.rules_dirs[1:]))
    if load_rulebook(here.rules_dirs).hash != context.rules_hash:
        raise UsageError("this worker has other rules than the plan was made with")
    return here

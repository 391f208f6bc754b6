"""Runs one unit and keeps what it found; where a unit kills its worker, finds the piece that does."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from piiscan.model.assets import Status
from piiscan.model.schemas import FINDINGS, LINKS, PICTURES, SKETCHES
from piiscan.model.units import Piece, ScanContext, Unit, UnitResult, UnitStatus
from piiscan.planning.plan_files import keep_result
from piiscan.run.kernel import UnitScan, scan_units
from piiscan.run.outcomes import failed_outcome

_Result = TypeVar("_Result")

_MOST_SKIPS = 4
"""Contents of one piece that may kill a worker each before the piece is given up."""


class Ended(Protocol):
    """How a process ended."""

    @property
    def step(self) -> int:
        """The content that it was at, counted from 1; 0 for none."""

    @property
    def reason(self) -> str:
        """A sentence without values."""


class Lone(Protocol):
    """A process that may die without harm."""

    def call(self, function: Callable[[], _Result]) -> _Result | None:
        """Return the function's result, or None when the process died."""

    @property
    def death(self) -> Ended:
        """How the last call ended that gave None."""


def run_unit(context: ScanContext, report: Path, unit: Unit, scan: UnitScan = scan_units) -> UnitStatus:
    """Read one unit, write its parts, and return how it ended."""
    return _keep(report, unit, scan(context, [unit]))


def rescue_unit(context: ScanContext, report: Path, unit: Unit, lone: Lone, scan: UnitScan = scan_units) -> UnitStatus:
    """Read a unit whose worker died, piece by piece, each where it can do no harm; name the piece that kills."""
    results = [_try_alone(context, unit, piece, lone, scan) for piece in unit.pieces]
    names = ("findings", "links", "pictures", "sketches", "outcomes")
    return _keep(report, unit, UnitResult(**{name: _together([getattr(r, name) for r in results]) for name in names}))


def _together(tables: list[pa.Table]) -> pa.Table:
    held = [table for table in tables if table.num_rows]
    return pa.concat_tables(held) if held else tables[0]


def _try_alone(context: ScanContext, unit: Unit, piece: Piece, lone: Lone, scan: UnitScan) -> UnitResult:
    """Read a piece in the other process; what kills it is left out, and the piece is read again without it."""
    skips: tuple[tuple[int, str], ...] = ()
    while True:
        result = lone.call(partial(scan, context, [replace(unit, pieces=(piece,), skips=skips)]))
        if result is not None:
            return result
        step, reason = lone.death.step, lone.death.reason
        if not step or len(skips) == _MOST_SKIPS or step in dict(skips):
            return _nothing_but(failed_outcome(unit.id, piece, f"{reason}; the rest of its unit was read without it"))
        skips = (*skips, (step, reason))


def _nothing_but(outcome: pa.Table) -> UnitResult:
    return UnitResult(
        findings=FINDINGS.empty_table(),
        links=LINKS.empty_table(),
        pictures=PICTURES.empty_table(),
        sketches=SKETCHES.empty_table(),
        outcomes=outcome,
    )


def _keep(report: Path, unit: Unit, result: UnitResult) -> UnitStatus:
    keep_result(report, unit.id, result)
    outcomes = result.outcomes
    failed = tuple(outcomes["asset"].filter(pc.equal(outcomes["status"], str(Status.FAILED))).to_pylist())
    return UnitStatus(unit.id, len(unit.pieces), unit.size, result.findings.num_rows, failed)
